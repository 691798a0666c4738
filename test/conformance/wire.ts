import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** A header given twice is sent twice; one that is undefined is not sent. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request as its bytes will be: nothing is added but Host and the length of the body. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: WireHeaders
  /** Sent in chunks where it is a list, with its length otherwise. */
  readonly body?: string | Buffer | readonly string[]
}

export interface Answer {
  readonly status: number
  readonly reason: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A POST of JSON to /graphql. */
export function post(body: unknown, headers: WireHeaders = {}): WireRequest {
  return postText(JSON.stringify(body), headers)
}

/** The same, of a text that may be no JSON. */
export function postText(body: string | Buffer, headers: WireHeaders = {}): WireRequest {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }
}

/** A GET of a query, with its parameters in the URL. */
export function get(
  parameters: Readonly<Record<string, string>>,
  headers: WireHeaders = {},
): WireRequest {
  const search = new URLSearchParams(parameters).toString()
  return { method: 'GET', path: `/graphql${search === '' ? '' : `?${search}`}`, headers }
}

/** One connection to a gateway, which it keeps for as long as it may. */
export class Wire implements Disposable {
  readonly #url: URL
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** @param url without a trailing slash */
  constructor(url: string) {
    this.#url = new URL(url)
  }

  async send({ method, path, headers, body }: WireRequest): Promise<Answer> {
    const { hostname, port, host } = this.#url
    const sending = request({
      agent: this.#agent,
      host: hostname,
      port,
      method,
      path,
      headers: toFields({ host, ...headers, ...framingOf(body) }),
    })
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>
    // Once there is an answer, it does not matter that the gateway took no more of the body.
    sending.on('error', () => undefined)
    for (const chunk of Array.isArray(body) ? (body as readonly string[]) : [body ?? '']) {
      if (chunk.length > 0) sending.write(chunk)
    }
    sending.end()
    const [response] = await answered
    return toAnswer(response, await text(response))
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}

function framingOf(body: WireRequest['body']): WireHeaders {
  if (body === undefined) return {}
  return Array.isArray(body)
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(Buffer.byteLength(body as string | Buffer)) }
}

function toFields(headers: WireHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => [name, one]),
  )
}

function toAnswer(response: IncomingMessage, body: string): Answer {
  const { statusCode = 0, statusMessage = '', rawHeaders } = response
  const headers: Record<string, string> = {}
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    headers[name] = name in headers ? `${headers[name]} | ${value}` : value
  }
  return { status: statusCode, reason: statusMessage, headers, body }
}
