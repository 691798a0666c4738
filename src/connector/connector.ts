import { setTimeout as sleep } from 'node:timers/promises'
import type { Subject } from '../auth/subject.ts'
import type { Deadline } from '../deadline.ts'
import type { AccountId, AppJwt, ConsumerJws } from '../ids.ts'
import { type AnswerItem, readAnswer } from './answer.ts'
import type { AppJwts } from './app-jwt.ts'
import type { ConsumerJwsTokens } from './consumer-jws.ts'
import type { Domains } from './domains.ts'
import { type Failure, StepFailed } from './failure.ts'
import type { Channel, GuardedClient } from './guarded-client.ts'
import { nextMove, type Tried } from './policy.ts'
import { conversationPath } from './protocol.ts'

/** What became of a batch. */
export type BatchOutcome =
  | { readonly kind: 'answered'; readonly items: readonly (AnswerItem | undefined)[] }
  | { readonly kind: 'not-performed'; readonly failure: Failure }
  | { readonly kind: 'unknown' }

interface Tokens {
  readonly appJwt: AppJwt
  readonly consumerJws: ConsumerJws
}

export interface ConnectorParts {
  readonly client: GuardedClient
  readonly domains: Domains
  readonly appJwts: AppJwts
  readonly consumerJws: ConsumerJwsTokens
}

/** LivePerson's Connector API as the gateway sees it. */
export class Connector {
  readonly #parts: ConnectorParts

  constructor(parts: ConnectorParts) {
    this.#parts = parts
  }

  /** Where the batch of this account goes. @throws StepFailed */
  async conversationUrl(accountId: AccountId, deadline: Deadline): Promise<URL> {
    const origin = await this.#parts.domains.originOf(
      accountId,
      'asyncMessagingEnt',
      deadline.signal,
    )
    return new URL(conversationPath(accountId), origin)
  }

  /**
   * One POST of the batch; more only where the ones before certainly had no effect.
   * @param beforeSend awaited before each POST; false keeps it from leaving
   */
  async requestConversation(
    subject: Subject,
    body: string,
    deadline: Deadline,
    beforeSend: () => Promise<boolean>,
  ): Promise<BatchOutcome> {
    try {
      const url = await this.conversationUrl(subject.accountId, deadline)
      return await this.#post(url, subject, body, deadline, beforeSend)
    } catch (error) {
      if (error instanceof StepFailed) return { kind: 'not-performed', failure: error.failure }
      // Every wait on the way here is for a step, or between attempts that had no effect.
      if (deadline.signal.aborted) return { kind: 'not-performed', failure: tooLate }
      throw error
    }
  }

  async #post(
    url: URL,
    subject: Subject,
    body: string,
    deadline: Deadline,
    beforeSend: () => Promise<boolean>,
  ): Promise<BatchOutcome> {
    const { client } = this.#parts
    const channel: Channel = { accountId: subject.accountId, service: 'asyncMessagingEnt' }
    let tokens = await this.#tokensFor(subject, deadline.signal)
    let tried: Tried = { waits: 0, renewedAppJwt: false, renewedConsumerJws: false }
    for (;;) {
      if (!(await beforeSend())) return { kind: 'not-performed', failure: tooLate }
      const exchange = await client.exchange(
        channel,
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'POST',
          headers: conversationHeaders(tokens),
          body,
        },
        deadline.signal,
      )
      const answer = readAnswer(exchange, Date.now())
      if (answer.kind === 'items') return { kind: 'answered', items: answer.items }
      if (answer.kind === 'unknown') return { kind: 'unknown' }

      const move = nextMove(answer.failure, tried, {
        mintsTokens: subject.viewer.kind === 'identified',
        msLeft: deadline.msLeft(),
        random: Math.random(),
      })
      switch (move.kind) {
        case 'give-up':
          return { kind: 'not-performed', failure: answer.failure }
        case 'wait':
          if (!client.mayRetry(channel)) return { kind: 'not-performed', failure: answer.failure }
          await sleep(move.ms, undefined, { signal: deadline.signal })
          tried = { ...tried, waits: tried.waits + 1 }
          break
        case 'renew-app-jwt':
          tokens = { ...tokens, appJwt: await this.#renewAppJwt(subject, tokens, deadline) }
          tried = { ...tried, renewedAppJwt: true }
          break
        case 'renew-consumer-jws':
          tokens = {
            ...tokens,
            consumerJws: await this.#renewConsumerJws(subject, tokens, deadline),
          }
          tried = { ...tried, renewedConsumerJws: true }
          break
      }
    }
  }

  async #tokensFor(
    { viewer, accountId, consumerId }: Subject,
    signal: AbortSignal,
  ): Promise<Tokens> {
    if (viewer.kind === 'passthrough') return viewer
    const consumerJws = await this.#parts.consumerJws.get(accountId, consumerId, signal)
    return { appJwt: await this.#parts.appJwts.get(accountId, signal), consumerJws }
  }

  #renewAppJwt({ accountId }: Subject, { appJwt }: Tokens, { signal }: Deadline): Promise<AppJwt> {
    return this.#parts.appJwts.replace(accountId, appJwt, signal)
  }

  #renewConsumerJws(
    { accountId, consumerId }: Subject,
    { consumerJws }: Tokens,
    { signal }: Deadline,
  ): Promise<ConsumerJws> {
    return this.#parts.consumerJws.replace(accountId, consumerId, consumerJws, signal)
  }
}

const tooLate: Failure = { kind: 'unavailable', reason: 'deadline', retryable: true }

/** Both tokens go out raw, without `Bearer`, as LivePerson's documents send them. */
export function conversationHeaders({ appJwt, consumerJws }: Tokens): Record<string, string> {
  return {
    Authorization: appJwt,
    'X-LP-ON-BEHALF': consumerJws,
    'Content-Type': 'application/json',
  }
}
