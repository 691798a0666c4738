
      export interface PossibleTypesResultData {
        possibleTypes: {
          [key: string]: string[]
        }
      }
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "BatchRequestResult": [
      "ConversationRequested",
      "EventPublished",
      "RequestNotPerformed",
      "RequestOutcomeUnknown",
      "RequestRejected",
      "UserProfileSet"
    ],
    "Problem": [
      "ConversationAlreadyOpen",
      "IdempotencyConflict",
      "InvalidInput",
      "OutcomeUnknown",
      "RequestRefused",
      "Throttled",
      "UpstreamUnauthorized",
      "UpstreamUnavailable"
    ],
    "RequestResult": [
      "ConversationRequested",
      "EventPublished",
      "RequestNotPerformed",
      "RequestOutcomeUnknown",
      "RequestRejected",
      "UserProfileSet"
    ],
    "_Entity": [
      "Consumer",
      "Conversation"
    ]
  }
};
      export default result;
    