import type { RequestListener, Server } from 'node:http'
import type { Config } from '../config.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import { corsHeaders } from './cors.ts'
import { PreparedAnswers } from './prepared-answers.ts'
import { PreparedPath, type PreparedPathParts } from './prepared-path.ts'
import { toSecurityHeaders } from './security-headers.ts'

export interface PreparedParts extends Omit<PreparedPathParts, 'answers'> {
  readonly config: Config
  readonly rates: HttpRates
  readonly server: Server
  /** What Fastify listens with. */
  readonly longWay: RequestListener
}

/** Has every request come to the prepared path first. */
export function servePrepared({ config, ...parts }: PreparedParts): void {
  const { server, rates, longWay } = parts
  const headers = toSecurityHeaders(config)
  const answers = new PreparedAnswers({
    headers,
    corsHeadersFor: corsHeaders(config),
    rates,
    server,
  })
  server.off('request', longWay).on('request', new PreparedPath({ ...parts, answers }).take)
}
