
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
    "ConversationEvent": [
      "AcceptStatusEvent",
      "ChatStateEvent",
      "ConversationChangeEvent",
      "MessageEvent",
      "MessageGapEvent"
    ],
    "MessageContent": [
      "FileContent",
      "RichContent",
      "TextContent",
      "UnknownContent"
    ],
    "Problem": [
      "ConversationAlreadyOpen",
      "ConversationClosed",
      "IdempotencyConflict",
      "InvalidInput",
      "NotFound",
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
    