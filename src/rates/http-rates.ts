import type { IncomingMessage } from 'node:http'
import type {
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  onSendAsyncHookHandler,
} from 'fastify'
import { sendError } from '../http/error-answer.ts'
import { addressOf, toAddressKey, type Trust } from './caller-address.ts'
import type { Standing } from './rate.ts'
import { toPolicyHeader, toSeconds, toStandingHeader } from './rate-headers.ts'
import { rateLimited } from './rate-limited.ts'
import type { Rates } from './rates.ts'

/** Counts by address before anything is known of a caller, and tells every caller how it stands. */
export class HttpRates {
  readonly #rates: Rates | undefined
  readonly #trust: Trust
  readonly #policy: string | undefined
  readonly #standings = new WeakMap<FastifyRequest, Standing[]>()

  constructor(rates: Rates | undefined, trust: Trust) {
    this.#rates = rates
    this.#trust = trust
    this.#policy = rates && toPolicyHeader(rates.limits)
  }

  /** What is counted of a request; whoever counts more of it adds to this. */
  standingsOf(request: FastifyRequest): Standing[] {
    const known = this.#standings.get(request)
    if (known) return known
    const standings: Standing[] = []
    this.#standings.set(request, standings)
    return standings
  }

  readonly refuseExcess: onRequestAsyncHookHandler = async (request, reply) => {
    const standing = await this.countAddress(request.raw)
    if (standing) this.standingsOf(request).push(standing)
    // a stream is begun past the hooks that end other answers
    this.#tell(request, reply)
    if (standing?.isOver) return sendError(request, reply, 429, rateLimited(standing).message)
  }

  readonly tell: onSendAsyncHookHandler = async (request, reply) => {
    this.#tell(request, reply)
  }

  /** For what is no request of Fastify's, or is counted late. */
  async countAddress(request: IncomingMessage): Promise<Standing | undefined> {
    return this.#rates?.countAddress(toAddressKey(addressOf(request, this.#trust)))
  }

  #tell(request: FastifyRequest, reply: FastifyReply): void {
    if (this.#policy !== undefined) reply.header('ratelimit-policy', this.#policy)
    const standings = latestOf(this.standingsOf(request))
    const header = toStandingHeader(standings)
    if (header !== undefined) reply.header('ratelimit', header)
    const over = standings.find(({ isOver }) => isOver)
    if (over && reply.statusCode === 429) reply.header('retry-after', toSeconds(over.resetMs))
  }
}

/** Several fields of one operation are counted one by one. */
function latestOf(standings: readonly Standing[]): readonly Standing[] {
  return [...new Map(standings.map((standing) => [standing.name, standing])).values()]
}
