import { setTimeout as sleep } from 'node:timers/promises'
import type { Deadline } from '../deadline.ts'
import type { AccountId } from '../ids.ts'
import type { Domains } from './domains.ts'
import { type Failure, StepFailed } from './failure.ts'
import type { Channel, GuardedClient } from './guarded-client.ts'
import {
  type EngagementAnswer,
  type MonitoredSession,
  readEngagementAnswer,
} from './monitoring-answer.ts'
import { type Asked, nextEngagementMove } from './monitoring-policy.ts'
import { type EngagementBody, engagementPath, type MonitoredVisitor } from './protocol.ts'

export interface EngagementQuestion {
  readonly accountId: AccountId
  readonly appInstallationId: string
  /** As known from before; without both, LivePerson opens a new session. */
  readonly visitor: MonitoredVisitor
  readonly body: EngagementBody
}

export type EngagementOutcome =
  | { readonly kind: 'found'; readonly session: MonitoredSession }
  /** `visitorId` is what LivePerson wants to be asked with next time. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly visitorId?: string }

/** LivePerson's Monitoring API. It is public: no token goes with it. */
export class Monitoring {
  readonly #client: GuardedClient
  readonly #domains: Domains

  constructor(client: GuardedClient, domains: Domains) {
    this.#client = client
    this.#domains = domains
  }

  /** Never rejects for what LivePerson does. */
  async findEngagements(
    question: EngagementQuestion,
    deadline: Deadline,
  ): Promise<EngagementOutcome> {
    try {
      const origin = await this.#domains.originOf(question.accountId, 'smt', deadline.signal)
      return await this.#ask(origin, question, deadline)
    } catch (error) {
      if (error instanceof StepFailed) return { kind: 'failed', failure: error.failure }
      if (deadline.signal.aborted) return { kind: 'failed', failure: tooLate }
      throw error
    }
  }

  async #ask(
    origin: string,
    question: EngagementQuestion,
    deadline: Deadline,
  ): Promise<EngagementOutcome> {
    const body = JSON.stringify(question.body)
    let { visitor } = question
    let told: string | undefined
    let asked: Asked = { pauses: 0, waits: 0 }
    for (;;) {
      const answer = await this.#post(origin, { ...question, visitor }, body, deadline.signal)
      if (answer.kind === 'found') return answer

      if (answer.kind === 'not-yet' && answer.visitorId !== undefined) {
        told = answer.visitorId
        visitor = { ...visitor, visitorId: told }
      }
      const move = nextEngagementMove(answer, asked, {
        msLeft: deadline.msLeft(),
        random: Math.random(),
      })
      if (move.kind === 'give-up' || !this.#client.mayRetry(channelOf(question))) {
        const { failure } = move
        return { kind: 'failed', failure, ...(told !== undefined && { visitorId: told }) }
      }
      await sleep(move.ms, undefined, { signal: deadline.signal })
      asked =
        answer.kind === 'not-yet'
          ? { ...asked, pauses: asked.pauses + 1 }
          : { ...asked, waits: asked.waits + 1 }
    }
  }

  async #post(
    origin: string,
    question: EngagementQuestion,
    body: string,
    signal: AbortSignal,
  ): Promise<EngagementAnswer> {
    const { accountId, appInstallationId, visitor } = question
    const exchange = await this.#client.exchange(
      channelOf(question),
      {
        origin,
        path: engagementPath(accountId, appInstallationId, visitor),
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      },
      signal,
    )
    return readEngagementAnswer(exchange, Date.now())
  }
}

const channelOf = ({ accountId }: EngagementQuestion): Channel => ({ accountId, service: 'smt' })
const tooLate: Failure = { kind: 'unavailable', reason: 'deadline', retryable: true }
