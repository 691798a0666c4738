import { once } from 'node:events'
import type { Socket } from 'node:net'
import { openConnection, toResponse } from '../support/raw-http.ts'
import type { Answer, WireRequest } from './wire.ts'

/** As a client writes it that leaves nothing to a library. */
export function toBytes({ method, path, headers, body = '' }: WireRequest): string {
  const text = String(body)
  const fields = Object.entries({
    host: 'gateway',
    ...headers,
    'content-length': String(Buffer.byteLength(text)),
  }).flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}`))
  return [`${method} ${path} HTTP/1.1`, ...fields, '', text].join('\r\n')
}

/** A connection whose answers are read one by one. */
export class Received implements Disposable {
  readonly socket: Socket
  #rest = ''
  #isEnded = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#rest += text
    })
    socket.on('close', () => {
      this.#isEnded = true
    })
  }

  static async from(url: string): Promise<Received> {
    return new Received(await openConnection(url))
  }

  /** All in one piece. */
  write(...requests: readonly WireRequest[]): void {
    this.socket.write(requests.map(toBytes).join(''))
  }

  /** The next answer. Rejects when the connection ends before it is whole. */
  async next(): Promise<Answer> {
    for (;;) {
      const [whole = '', head = '', length = '0'] =
        /^(HTTP\/1\.1 [^]*?content-length: (\d+)[^]*?)\r\n\r\n/i.exec(this.#rest) ?? []
      const end = whole.length + Number(length)
      if (whole !== '' && this.#rest.length >= end) {
        const { status, headers } = toResponse(head)
        const body = Buffer.from(this.#rest.slice(whole.length, end), 'latin1').toString()
        const reason = /^\S+ \d+ (.*)/.exec(head)?.[1] ?? ''
        this.#rest = this.#rest.slice(end)
        return { status, reason, headers: Object.fromEntries(headers), body }
      }
      if (this.#isEnded) throw new Error(`expected an answer, got ${JSON.stringify(this.#rest)}`)
      await Promise.race([once(this.socket, 'data'), once(this.socket, 'close')])
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}
