import type { IncomingMessage } from 'node:http'
import type {
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onSendAsyncHookHandler,
} from 'fastify'
import { sendError } from '../http/error-answer.ts'
import { Notes } from '../notes.ts'
import { andThen, type Eventual } from '../promises.ts'
import { addressOf, toAddressKey, type Trust } from './caller-address.ts'
import type { Standing } from './rate.ts'
import { toPolicyHeader, toSeconds, toStandingHeader } from './rate-headers.ts'
import { rateLimited } from './rate-limited.ts'
import type { Rates } from './rates.ts'

/** Counts by address before anything is known of a caller, and tells every caller how it stands. */
export class HttpRates {
  readonly #rates: Rates | undefined
  readonly #trust: Trust
  readonly #policy: readonly string[]
  readonly #standings = new Notes<IncomingMessage, Standing[]>()

  constructor(rates: Rates | undefined, trust: Trust) {
    this.#rates = rates
    this.#trust = trust
    const policy = rates && toPolicyHeader(rates.limits)
    this.#policy = policy === undefined ? [] : ['ratelimit-policy', policy]
  }

  /** What was counted of a request; whoever counts more of it adds to this. */
  standingsOf(request: IncomingMessage): Standing[] {
    const known = this.#standings.get(request)
    if (known) return known
    const standings: Standing[] = []
    this.#standings.set(request, standings)
    return standings
  }

  /** Counts a request once, however often it is asked to. @returns how its address stands */
  count(request: IncomingMessage): Eventual<Standing | undefined> {
    const known = this.#standings.get(request)
    if (known) return known.find(({ name }) => name === 'address')
    const note = (standing: Standing | undefined): Standing | undefined => {
      this.#standings.set(request, standing ? [standing] : [])
      return standing
    }
    return andThen(this.countAddress(request), note)
  }

  /** What tells a caller how it stands: names and values in turn. */
  headersOf(request: IncomingMessage): readonly string[] {
    const standing = toStandingHeader(this.standingsOf(request))
    return standing === undefined ? this.#policy : [...this.#policy, 'ratelimit', standing]
  }

  readonly refuseExcess: onRequestAsyncHookHandler = async (request, reply) => {
    const standing = await this.count(request.raw)
    // a stream is begun past the hooks that end other answers
    this.#tell(request, reply)
    if (standing?.isOver) return sendError(request, reply, 429, rateLimited(standing).message)
  }

  readonly tell: onSendAsyncHookHandler = async (request, reply) => {
    this.#tell(request, reply)
  }

  /** For what is no request of Fastify's, or is counted late. */
  countAddress(request: IncomingMessage): Eventual<Standing | undefined> {
    return this.#rates?.countAddress(toAddressKey(addressOf(request, this.#trust)))
  }

  #tell(request: FastifyRequest, reply: FastifyReply): void {
    const headers = this.headersOf(request.raw)
    for (let at = 0; at < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
    const over = this.standingsOf(request.raw).findLast(({ isOver }) => isOver)
    if (over && reply.statusCode === 429) reply.header('retry-after', toSeconds(over.resetMs))
  }
}
