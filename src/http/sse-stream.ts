import type { ServerResponse } from 'node:http'

export interface SseStreamOptions {
  /** What a caller may take to accept one event. */
  readonly slowReaderMs: number
  readonly onSlow: () => void
}

/** Proxies close what is silent for a minute. */
const PING_MS = 25_000

/**
 * Server-sent events as graphql-sse's distinct-connections mode names them. Nothing piles up: who does
 * not read is cut off.
 */
export class SseStream {
  readonly #response: ServerResponse
  readonly #options: SseStreamOptions

  constructor(response: ServerResponse, options: SseStreamOptions) {
    this.#response = response
    this.#options = options
    // A comment, by the specification of server-sent events.
    const pinging = setInterval(() => void this.#write(':\n\n'), PING_MS)
    response.once('close', () => clearInterval(pinging))
    response.on('error', () => undefined)
    response.flushHeaders()
    void this.#write(':\n\n')
  }

  /** Resolves once the kernel has it, or the caller is gone. */
  next(result: object): Promise<void> {
    return this.#write(`event: next\ndata: ${JSON.stringify(result)}\n\n`)
  }

  /** Says that nothing more comes. */
  async complete(): Promise<void> {
    await this.#write('event: complete\ndata:\n\n')
    this.end()
  }

  /** Ends without a word, so that the caller comes back. */
  end(): void {
    this.#response.end()
  }

  #write(text: string): Promise<void> {
    const response = this.#response
    if (response.destroyed || response.writableEnded) return Promise.resolve()
    return new Promise((resolve) => {
      const tooSlow = setTimeout(() => {
        if (!response.destroyed) this.#options.onSlow()
        response.destroy()
      }, this.#options.slowReaderMs)
      response.write(text, () => {
        clearTimeout(tooSlow)
        resolve()
      })
    })
  }
}
