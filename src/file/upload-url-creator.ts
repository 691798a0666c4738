import type { Connector } from '../connector/connector.ts'
import { type Failure, StepFailed } from '../connector/failure.ts'
import type { GenerateUploadUrl } from '../connector/protocol.ts'
import type { Context } from '../context.ts'
import type { ConversationId } from '../ids.ts'
import type { SendOutcome } from '../message/send-outcome.ts'
import { sendTo } from '../message/send-request.ts'
import type { NoTarget, Targets } from '../message/send-target.ts'
import { toUploadTicket, type UploadTicket } from './upload-ticket.ts'

export type UploadPlace = UploadTicket & {
  /** Of the file storage. */
  readonly origin: string
}

/** Has LivePerson make places for files. */
export class UploadUrlCreator {
  readonly #connector: Connector
  readonly #targets: Targets

  constructor(connector: Connector, targets: Targets) {
    this.#connector = connector
    this.#targets = targets
  }

  /** Never rejects for what LivePerson or the store does. */
  async create(
    conversationId: ConversationId,
    request: GenerateUploadUrl,
    caller: Pick<Context, 'loaders' | 'viewer' | 'deadline'>,
  ): Promise<SendOutcome<UploadPlace> | NoTarget> {
    const { deadline } = caller
    const target = await this.#targets.find(conversationId, caller)
    if (target.kind !== 'found') return target
    let origin: string
    try {
      origin = await this.#connector.storageOrigin(target.subject.accountId, deadline)
    } catch (error) {
      if (error instanceof StepFailed) return { kind: 'not-performed', failure: error.failure }
      if (deadline.signal.aborted) return { kind: 'not-performed', failure: tooLate }
      throw error
    }
    const sending = { request, read: toUploadTicket }
    const outcome = await sendTo(this.#connector, target, sending, deadline)
    return outcome.kind === 'upload-ticket' ? { ...outcome, origin } : outcome
  }
}

const tooLate: Failure = { kind: 'unavailable', reason: 'deadline', retryable: true }
