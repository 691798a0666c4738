import { Agent, type Dispatcher, Pool } from 'undici'
import type { IncomingHttpHeaders } from 'undici/types/header.js'

export interface HttpRequest {
  readonly origin: string
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** What became of one request. The difference between the last two decides what may be sent again. */
export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly text: string
    }
  /** No byte of it left: it certainly had no effect. */
  | {
      readonly kind: 'unsent'
      readonly reason: string
      /** We kept it back ourselves, so trying again at once is no use. */
      readonly isShed?: boolean
    }
  /** It left, or may have; no whole answer came back. */
  | { readonly kind: 'lost'; readonly reason: string }

/** Far above any answer of the Connector API; below what would hurt. */
const MAX_ANSWER_BYTES = 1024 * 1024

/** HTTP/1.1 over pooled connections. Never throws, follows no redirect, repeats nothing. */
export class HttpClient implements AsyncDisposable {
  // The deadline of the request is the only timer, so undici's own are off; connections are bounded
  // by whoever lets requests through, since accounts share hosts.
  readonly #agent = new Agent({
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    // told here, since an Agent that knows finds its pools by a text that it makes anew for each request
    factory: (origin, options) => new Pool(origin, { ...options, allowH2: false }),
  })

  exchange(request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const { promise, resolve } = Promise.withResolvers<Exchange>()
    const handler = new ExchangeHandler(resolve, signal)
    if (!signal.aborted) this.#agent.dispatch(request, handler)
    return promise
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#agent.destroy()
  }
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (exchange: Exchange) => void
  readonly #signal: AbortSignal
  readonly #onAbort = (): void => this.#abort()
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #bytes = 0
  #status = 0
  #headers: IncomingHttpHeaders = {}

  constructor(resolve: (exchange: Exchange) => void, signal: AbortSignal) {
    this.#resolve = resolve
    this.#signal = signal
    if (signal.aborted) this.#abort()
    else signal.addEventListener('abort', this.#onAbort)
  }

  /** undici calls this right before it writes the first byte, and writes none when we abort here. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#signal.aborted) controller.abort(new Error('aborted before it was sent'))
    else this.#controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > MAX_ANSWER_BYTES) controller.abort(new Error('answer too large'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first] = this.#chunks
    const bytes = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    const text = bytes.toString('utf8')
    this.#settle({ kind: 'answered', status: this.#status, headers: this.#headers, text })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const reason = 'code' in error ? String(error.code) : error.name
    this.#settle({ kind: this.#controller === undefined ? 'unsent' : 'lost', reason })
  }

  #abort(): void {
    if (this.#controller === undefined) this.#settle({ kind: 'unsent', reason: 'deadline' })
    else {
      this.#settle({ kind: 'lost', reason: 'deadline' })
      this.#controller.abort(new Error('deadline'))
    }
  }

  /** The first call decides; promises ignore the rest. */
  #settle(exchange: Exchange): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#resolve(exchange)
  }
}
