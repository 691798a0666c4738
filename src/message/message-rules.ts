import {
  at,
  contentRules,
  type Faults,
  fault,
  keyRules,
  sizeRule,
  wireIdRule,
} from '../conversation/input-rules.ts'
import type { AcknowledgeMessagesInput } from './acknowledge-messages.input.ts'
import type { SetChatStateInput } from './chat-state.input.ts'
import { toMessageRequest, toReceiptRequest } from './message-request.mapper.ts'
import type { SendMessageInput } from './send-message.input.ts'

const MAX_SEQUENCES = 1000

// What GraphQL's types cannot say about an input. Empty when it is sound.

/** @param keyInHeader of the header Idempotency-Key */
export function messageFaults(input: SendMessageInput, keyInHeader: string | undefined): Faults {
  const faults = [
    ...placeRules(input),
    ...contentRules(at('content'), input.content),
    ...wireIdRule(at('externalId'), input.externalId),
    ...keyRules(input.idempotencyKey, keyInHeader),
  ]
  return faults.length > 0 ? faults : sizeRule(at('content'), toMessageRequest(input))
}

export function chatStateFaults(input: SetChatStateInput): Faults {
  return placeRules(input)
}

export function receiptFaults(input: AcknowledgeMessagesInput): Faults {
  const faults = [...placeRules(input), ...sequencesRule(input.sequences)]
  return faults.length > 0 ? faults : sizeRule(at('sequences'), toReceiptRequest(input))
}

function placeRules({
  conversationId,
  dialogId,
}: Pick<SendMessageInput, 'conversationId' | 'dialogId'>): Faults {
  return [
    ...wireIdRule(at('conversationId'), conversationId),
    ...wireIdRule(at('dialogId'), dialogId),
  ]
}

function sequencesRule(sequences: readonly number[]): Faults {
  const { length } = sequences
  if (length === 0 || length > MAX_SEQUENCES) {
    return fault(at('sequences'), `expected 1 to ${MAX_SEQUENCES} places, but got ${length}`)
  }
  return sequences.flatMap((sequence, index) =>
    sequence < 0 ? fault(at('sequences', String(index)), 'expected a place, 0 or more') : [],
  )
}
