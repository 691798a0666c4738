import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import type { HttpRates } from '../rates/http-rates.ts'
import { chooseMediaType, type MediaType } from './media-type.ts'

const contentTypes: Readonly<Record<MediaType, string>> = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
}

export interface PreparedAnswersOptions {
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** What lets a page of this origin read the answer: names and values in turn. */
  readonly corsHeadersFor: (origin: string | undefined) => readonly string[]
  readonly rates: Pick<HttpRates, 'headersOf'>
  readonly server: Pick<Server, 'listening'>
}

/** Writes answers without an error as Fastify and Apollo Server do, headers at one go. */
export class PreparedAnswers {
  readonly #options: PreparedAnswersOptions
  readonly #headers: readonly string[]

  constructor(options: PreparedAnswersOptions) {
    this.#options = options
    this.#headers = Object.entries(options.headers).flat()
  }

  send(
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
    { data }: ExecutionResult,
  ): void {
    const { corsHeadersFor, rates, server } = this.#options
    const { accept, origin } = request.headers
    const text = `{"data":${JSON.stringify(data)}}\n`
    const headers = [
      'content-type',
      contentTypes[chooseMediaType(accept)],
      'content-length',
      String(Buffer.byteLength(text)),
      'x-correlation-id',
      correlationId,
    ].concat(this.#headers, corsHeadersFor(origin), rates.headersOf(request))
    if (!server.listening) headers.push('connection', 'close')
    response.writeHead(200, headers)
    response.end(text)
  }
}
