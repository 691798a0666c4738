import { conversationHeaders } from '../connector/connector.ts'
import type { AppJwt, ConsumerJws } from '../ids.ts'
import type { WrittenBatch } from './batch.mapper.ts'
import type { Advice, CreateConversationPreview } from './create-conversation.payload.ts'
import { requestTypes } from './payload.mapper.ts'

/** Shell variables, so that the curl call runs once they are set. */
const placeholders = {
  appJwt: '$APP_JWT' as AppJwt,
  consumerJws: '$CONSUMER_JWS' as ConsumerJws,
}

export function toPreview(
  { batch, body }: WrittenBatch,
  url: URL,
  advice: Advice[],
): CreateConversationPreview {
  const headers = Object.entries(conversationHeaders(placeholders)).map(([name, value]) => ({
    name,
    value,
  }))
  return {
    method: 'POST',
    url: url.href,
    headers,
    body,
    requests: batch.map((request) => ({
      requestId: request.id,
      requestType: requestTypes[request.type],
      body: request.body,
    })),
    curl: [
      `curl -X POST ${singleQuoted(url.href)}`,
      ...headers.map(({ name, value }) => `-H "${name}: ${value}"`),
      `--data-raw ${singleQuoted(body)}`,
    ].join(' \\\n  '),
    advice,
  }
}

/** A POSIX shell takes everything between single quotes as it is, but for the quote itself. */
function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
