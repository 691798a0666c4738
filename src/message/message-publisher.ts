import type { Connector } from '../connector/connector.ts'
import type { SendEvent } from '../connector/protocol.ts'
import type { Context } from '../context.ts'
import { type Published, toPublished } from '../conversation/request-outcome.ts'
import {
  type Attempt,
  type BeforeSend,
  exactlyOnce,
  jsonCodec,
  type Verdict,
  within,
} from '../idempotency/exactly-once.ts'
import { fingerprintOf, idempotencyKeyOf } from '../idempotency/fingerprint.ts'
import type { ConversationId } from '../ids.ts'
import type { IdempotencyRecords } from '../store/store.ts'
import type { ConversationLog } from './conversation-log.ts'
import { toHappening } from './message-happening.ts'
import type { SendOutcome } from './send-outcome.ts'
import { sendTo } from './send-request.ts'
import type { FoundTarget, NoTarget, Target, Targets } from './send-target.ts'

type Outcome = SendOutcome<Published>
type Caller = Pick<Context, 'loaders' | 'viewer' | 'deadline'>

export interface PublisherParts {
  readonly connector: Connector
  readonly targets: Targets
  readonly idempotency: IdempotencyRecords
  readonly log: Pick<ConversationLog, 'record'>
  readonly onStoreError: (error: unknown) => void
}

const codec = jsonCodec<Outcome>()

/** Publishes events of consumers in their conversations, and has what has a place there logged. */
export class MessagePublisher {
  readonly #parts: PublisherParts

  constructor(parts: PublisherParts) {
    this.#parts = parts
  }

  async publish(request: SendEvent, caller: Caller): Promise<Outcome | NoTarget> {
    const target = await this.#targetOf(request, caller)
    return target.kind === 'found' ? this.#send(request, target, caller) : target
  }

  /** With a key, once for it. */
  async publishOnce(
    request: SendEvent,
    key: string | undefined,
    caller: Caller,
  ): Promise<Verdict<Outcome> | NoTarget> {
    const { connector, idempotency: records, onStoreError } = this.#parts
    const { deadline } = caller
    const target = await this.#targetOf(request, caller)
    if (target.kind !== 'found') return target
    if (key === undefined) return { kind: 'ran', answer: await this.#send(request, target, caller) }
    return exactlyOnce(
      {
        records,
        key: idempotencyKeyOf({ ...target.subject, mutation: 'sendMessage', key }),
        fingerprint: fingerprintOf(JSON.stringify(request)),
        ...within(deadline),
        codec,
        // nothing that a message leads to could be recognised by its consumer
        departure: () => connector.readyFor(target.subject) && {},
        onStoreError,
      },
      async (beforeSend): Promise<Attempt<Outcome>> => {
        const answer = await this.#send(request, target, caller, beforeSend)
        return { answer, keep: keepOf(answer) }
      },
    )
  }

  #targetOf({ body }: SendEvent, caller: Caller): Promise<Target> {
    return this.#parts.targets.find(body.conversationId as ConversationId, caller)
  }

  async #send(
    request: SendEvent,
    target: FoundTarget,
    { deadline }: Caller,
    beforeSend?: BeforeSend,
  ): Promise<Outcome> {
    const { connector, log, onStoreError } = this.#parts
    const sending = { request, read: toPublished }
    const outcome = await sendTo(connector, target, sending, deadline, beforeSend)
    if (outcome.kind === 'published') {
      const happening = toHappening(request.body, outcome.sequence, Date.now())
      // it was published, whether or not the log takes note of it
      if (happening) log.record(target.conversation.id, [happening]).catch(onStoreError)
    }
    return outcome
  }
}

function keepOf({ kind }: Outcome): Attempt<Outcome>['keep'] {
  switch (kind) {
    case 'published':
    case 'rejected':
      return 'done'
    case 'not-performed':
      return 'release'
    case 'unknown':
      return 'unknown'
  }
}
