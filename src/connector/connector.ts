import { setTimeout as sleep } from 'node:timers/promises'
import type { Subject } from '../auth/subject.ts'
import type { Deadline } from '../deadline.ts'
import type { AccountId, AppJwt, ConsumerJws, ConsumerKey } from '../ids.ts'
import { andThen, type Eventual, isPromise } from '../promises.ts'
import { type Answer, type AnswerItem, readAnswer, readSendAnswer } from './answer.ts'
import type { AppJwts } from './app-jwt.ts'
import { consumerKeyIn } from './consumer-key.ts'
import type { ConsumerJwsTokens } from './consumer-jws.ts'
import type { Domains } from './domains.ts'
import { type Failure, StepFailed } from './failure.ts'
import type { Channel, GuardedClient } from './guarded-client.ts'
import type { Exchange } from './http-client.ts'
import { nextMove, type Tried } from './policy.ts'
import { type ClientFeature, clientProperties, conversationPath, sendPath } from './protocol.ts'

/** What became of a batch, or of the one request of SEND. */
export type BatchOutcome =
  | { readonly kind: 'answered'; readonly items: readonly (AnswerItem | undefined)[] }
  | { readonly kind: 'not-performed'; readonly failure: Failure }
  | { readonly kind: 'unknown' }

/** All that a request needs is known. */
export interface Ready {
  /** Whom it is for, where their token says so. */
  readonly consumer: ConsumerKey | undefined
}

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

export interface SendOptions {
  /** Waited for before each POST; false keeps it from leaving. */
  readonly beforeSend?: (() => Eventual<boolean>) | undefined
  /** Features that LivePerson keeps off unless they are announced. */
  readonly features?: readonly ClientFeature[]
  readonly again?: Again
}

/**
 * Whether to send once more what was answered, because that answer may be different soon.
 * @param repeats how often that was done so far
 * @returns the wait before it in milliseconds; undefined to take the answer
 */
export type Again = (
  items: readonly (AnswerItem | undefined)[],
  repeats: number,
) => number | undefined

/** One POST to the Send API, and how its answer is read. */
interface Posting {
  readonly path: string
  readonly features: readonly ClientFeature[]
  readonly body: string
  readonly beforeSend: ((token: ConsumerJws) => Eventual<boolean>) | undefined
  readonly read: (exchange: Exchange, now: number) => Answer
  readonly again: Again
}

/** LivePerson's Connector API as the gateway sees it. */
export class Connector {
  readonly #parts: ConnectorParts

  constructor(parts: ConnectorParts) {
    this.#parts = parts
  }

  /** Where the batch of this account goes. @throws StepFailed */
  async conversationUrl(accountId: AccountId, deadline: Deadline): Promise<URL> {
    return new URL(conversationPath(accountId), await this.#originOf(accountId, deadline))
  }

  /** Where files of this account are uploaded to, and downloaded from. @throws StepFailed */
  async storageOrigin(accountId: AccountId, deadline: Deadline): Promise<string> {
    return this.#parts.domains.originOf(accountId, 'swift', deadline.signal)
  }

  /**
   * One POST of the batch; more only where the ones before certainly had no effect.
   * @param beforeSend waited for before each POST, with whom it is for where the token says so; false
   *   keeps it from leaving
   */
  requestConversation(
    subject: Subject,
    body: string,
    deadline: Deadline,
    beforeSend?: (consumer?: ConsumerKey) => Eventual<boolean>,
  ): Promise<BatchOutcome> {
    const { accountId } = subject
    const posting: Posting = {
      path: conversationPath(accountId),
      features: [],
      body,
      beforeSend: beforeSend && ((token) => beforeSend(consumerKeyIn(accountId, token))),
      read: readAnswer,
      again: never,
    }
    return this.#perform(posting, subject, deadline)
  }

  /** One POST of one request; more only as with a batch, or as `again` says. */
  send(
    subject: Subject,
    body: string,
    deadline: Deadline,
    { beforeSend, features = [], again = never }: SendOptions = {},
  ): Promise<BatchOutcome> {
    const posting: Posting = {
      path: sendPath(subject.accountId),
      features,
      body,
      beforeSend: beforeSend && (() => beforeSend()),
      read: readSendAnswer,
      again,
    }
    return this.#perform(posting, subject, deadline)
  }

  /** Who the consumer is at LivePerson; undefined where their token does not say. @throws StepFailed */
  async consumerKeyOf(
    { accountId, consumerId, viewer }: Subject,
    { signal }: Deadline,
  ): Promise<ConsumerKey | undefined> {
    const token =
      viewer.kind === 'passthrough'
        ? viewer.consumerJws
        : await this.#parts.consumerJws.get(accountId, consumerId, signal)
    return consumerKeyIn(accountId, token)
  }

  /**
   * For whom a request would leave at once; undefined when a host or a token must be fetched first, or
   * there is none.
   */
  readyFor({ accountId, consumerId, viewer }: Subject): Ready | undefined {
    const { domains, appJwts, consumerJws } = this.#parts
    if (!domains.knows(accountId, 'asyncMessagingEnt')) return undefined
    if (viewer.kind === 'passthrough') return toReady(accountId, viewer.consumerJws)

    const token = consumerJws.known(accountId, consumerId)
    if (token === undefined || appJwts.known(accountId) === undefined) return undefined
    return toReady(accountId, token)
  }

  #perform(posting: Posting, subject: Subject, deadline: Deadline): Promise<BatchOutcome> {
    return this.#post(posting, subject, deadline).catch((error: unknown) => {
      if (error instanceof StepFailed) return { kind: 'not-performed', failure: error.failure }
      // Every wait on the way here is for a step, or between attempts that had no effect.
      if (deadline.signal.aborted) return { kind: 'not-performed', failure: tooLate }
      throw error
    })
  }

  #originOf(accountId: AccountId, { signal }: Deadline): Eventual<string> {
    return this.#parts.domains.originOf(accountId, 'asyncMessagingEnt', signal)
  }

  async #post(
    { path, features, body, beforeSend, read, again }: Posting,
    subject: Subject,
    deadline: Deadline,
  ): Promise<BatchOutcome> {
    const { client } = this.#parts
    const found = this.#originOf(subject.accountId, deadline)
    const origin = isPromise(found) ? await found : found
    const channel: Channel = { accountId: subject.accountId, service: 'asyncMessagingEnt' }
    const given = this.#tokensFor(subject, deadline.signal)
    let tokens = isPromise(given) ? await given : given
    let tried: Tried = { waits: 0, renewedAppJwt: false, renewedConsumerJws: false }
    let repeats = 0
    for (;;) {
      const asked = beforeSend ? beforeSend(tokens.consumerJws) : true
      const mayLeave = isPromise(asked) ? await asked : asked
      if (!mayLeave) return { kind: 'not-performed', failure: tooLate }
      const exchange = await client.exchange(
        channel,
        { origin, path, method: 'POST', headers: conversationHeaders(tokens, features), body },
        deadline.signal,
      )
      const answer = read(exchange, Date.now())
      if (answer.kind === 'unknown') return { kind: 'unknown' }
      if (answer.kind === 'items') {
        const ms = again(answer.items, repeats)
        if (ms === undefined || ms >= deadline.msLeft() || !client.mayRetry(channel)) {
          return { kind: 'answered', items: answer.items }
        }
        await sleep(ms, undefined, { signal: deadline.signal })
        repeats += 1
        continue
      }

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

  #tokensFor(subject: Subject, signal: AbortSignal): Eventual<Tokens> {
    const { viewer } = subject
    return viewer.kind === 'passthrough' ? viewer : this.#mintedFor(subject, signal)
  }

  #mintedFor({ accountId, consumerId }: Subject, signal: AbortSignal): Eventual<Tokens> {
    const { appJwts, consumerJws: tokens } = this.#parts
    return andThen(tokens.get(accountId, consumerId, signal), (consumerJws) =>
      andThen(appJwts.get(accountId, signal), (appJwt) => ({ appJwt, consumerJws })),
    )
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

function toReady(accountId: AccountId, token: ConsumerJws): Ready {
  return { consumer: consumerKeyIn(accountId, token) }
}

const tooLate: Failure = { kind: 'unavailable', reason: 'deadline', retryable: true }
const never: Again = () => undefined

/** Both tokens go out raw, without `Bearer`, as LivePerson's documents send them. */
export function conversationHeaders(
  { appJwt, consumerJws }: Tokens,
  features: readonly ClientFeature[] = [],
): Record<string, string> {
  const headers = {
    Authorization: appJwt,
    'X-LP-ON-BEHALF': consumerJws,
    'Content-Type': 'application/json',
  }
  return features.length === 0
    ? headers
    : { ...headers, 'Client-Properties': clientProperties(features) }
}
