import {
  conversationClosed,
  conversationNotFound,
  conversationUnread,
  outcomeUnknown,
  problemOf,
  refused,
} from '../problem.mapper.ts'
import type { Problem } from '../problems.ts'
import { saysClosed, type SendOutcome } from './send-outcome.ts'
import type { NoTarget } from './send-target.ts'

/** What kept one request of SEND from succeeding. */
export function problemOfSend(outcome: SendOutcome | NoTarget): Problem | undefined {
  switch (outcome.kind) {
    case 'rejected':
      return saysClosed(outcome) ? conversationClosed : refused(outcome.code, outcome.message)
    case 'not-performed':
      return problemOf(outcome.failure)
    case 'unknown':
      return outcomeUnknown
    case 'not-found':
      return conversationNotFound
    case 'unread':
      return conversationUnread
    case 'published':
    case 'profile-set':
    case 'updated':
    case 'upload-ticket':
      return undefined
  }
}
