import type { BatchOutcome } from '../connector/connector.ts'
import type { AnswerItem } from '../connector/answer.ts'
import type { Failure } from '../connector/failure.ts'
import { pairUp } from '../connector/pairing.ts'
import type { ClientFeature, SendRequest } from '../connector/protocol.ts'
import { type Rejected, toRejected } from '../conversation/request-outcome.ts'

/** What a success of SEND tells, by kind. */
export interface Success {
  readonly kind: 'published' | 'profile-set' | 'updated' | 'upload-ticket'
}

/** One request of SEND, and how a success of it is read. */
export interface Sending<S extends Success = Success> {
  readonly request: SendRequest
  /** Undefined where the body of a success lacks what it must carry: then it tells nothing. */
  readonly read: (body: AnswerItem['body']) => S | undefined
  readonly features?: readonly ClientFeature[]
}

/** Why a request that was sent, or was to be, did not succeed. */
export type Unsuccessful =
  | Rejected
  | { readonly kind: 'not-performed'; readonly failure: Failure }
  | { readonly kind: 'unknown' }

/** What one request of SEND led to: all that its answer is made of, and all that is kept for a replay. */
export type SendOutcome<S extends Success = Success> = S | Unsuccessful

export function toSendOutcome<S extends Success>(
  { request, read }: Sending<S>,
  outcome: BatchOutcome,
): SendOutcome<S> {
  switch (outcome.kind) {
    case 'answered':
      return toAnswered(request, outcome.items, read)
    case 'not-performed':
    case 'unknown':
      return outcome
  }
}

function toAnswered<S extends Success>(
  request: SendRequest,
  items: readonly (AnswerItem | undefined)[],
  read: Sending<S>['read'],
): SendOutcome<S> {
  const [outcome] = pairUp([request], items, {
    read: (_, item): SendOutcome<S> => (item.ok ? (read(item.body) ?? unknown) : toRejected(item)),
    isSuccess: ({ kind }) => kind !== 'rejected' && kind !== 'unknown',
  })
  return outcome ?? unknown
}

const unknown = { kind: 'unknown' } as const

/** SEND has no code for it, only these words. */
export function saysClosed({ message }: Rejected): boolean {
  return /conversation ((is|was|has been) )?(already )?close/i.test(message)
}
