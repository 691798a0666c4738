#!/bin/sh
# Opens a conversation, and prints the answer. GATEWAY_URL says where the gateway is.
set -eu

curl --silent --show-error --fail "${GATEWAY_URL:-http://127.0.0.1:4000}/graphql" \
  --header 'content-type: application/json' \
  --header "x-consumer-id: ${CONSUMER_ID:-developer}" \
  --data @- <<'JSON'
{
  "query": "mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome conversation { id } problem { code message } } }",
  "variables": {
    "input": {
      "sdes": [{ "personalInfo": { "firstName": "John", "lastName": "Doe" } }],
      "firstMessage": { "text": "Hello, I have a question about my order." }
    }
  }
}
JSON
