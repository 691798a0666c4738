import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { type Closing, slowReader } from './closing.ts'

/** Proxies close what is silent for a minute. */
const PING_MS = 25_000
/** What a caller may take to answer that the connection ends. */
const CLOSE_MS = 3_000
/** More than this waits for the caller: then nothing more is read of it, for its pings would add up. */
const MAX_UNSENT_BYTES = 1024 * 1024

export interface SubscriberSocketOptions {
  /** What a caller may take to accept one message. */
  readonly slowReaderMs: number
  readonly onSlow: () => void
}

/** A socket on which nothing piles up: who does not read is cut off, and who is gone is found out. */
export class SubscriberSocket {
  readonly request: IncomingMessage
  readonly #socket: WebSocket
  readonly #options: SubscriberSocketOptions
  #isAlive = true
  #closing: Closing | undefined

  constructor(socket: WebSocket, request: IncomingMessage, options: SubscriberSocketOptions) {
    this.request = request
    this.#socket = socket
    this.#options = options
    const pinging = setInterval(() => this.#ping(), PING_MS)
    socket.on('ping', (data) => {
      this.#holdBack()
      void this.#write((sent) => socket.pong(data, false, sent))
    })
    socket.on('pong', () => (this.#isAlive = true))
    socket.on('close', () => clearInterval(pinging))
    // ws closes it itself; what the caller sent wrong is its own affair
    socket.on('error', () => undefined)
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  get isClosed(): boolean {
    return this.#socket.readyState === this.#socket.CLOSED
  }

  /** Why this side closed it, if it did. */
  get closing(): Closing | undefined {
    return this.#closing
  }

  /** Resolves once the kernel has it, or the socket is no longer open: so whoever waits for it reads on only as fast as the caller. */
  send(text: string): Promise<void> {
    return this.#write((sent) => this.#socket.send(text, sent))
  }

  /** The first reason counts. */
  close(closing: Closing): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#closing = closing
    this.#socket.close(closing.code, closing.reason)
    const giveUp = setTimeout(() => this.#socket.terminate(), CLOSE_MS)
    this.#socket.once('close', () => clearTimeout(giveUp))
  }

  onMessage(listener: (text: string) => void): void {
    this.#socket.on('message', (data) => {
      this.#holdBack()
      // ws gives a Buffer unless it is told otherwise
      listener((data as Buffer).toString())
    })
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#socket.once('close', (code, reason) => listener(code, String(reason)))
  }

  #write(write: (sent: () => void) => void): Promise<void> {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return Promise.resolve()
    return new Promise((resolve) => {
      const tooSlow = setTimeout(() => {
        if (socket.readyState === socket.OPEN) this.#options.onSlow()
        this.close(slowReader)
      }, this.#options.slowReaderMs)
      write(() => {
        clearTimeout(tooSlow)
        if (socket.isPaused && socket.bufferedAmount <= MAX_UNSENT_BYTES) socket.resume()
        resolve()
      })
    })
  }

  #holdBack(): void {
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) this.#socket.pause()
  }

  #ping(): void {
    if (!this.#isAlive) this.#socket.terminate()
    this.#isAlive = false
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }
}
