import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type Direction = 'request' | 'answer'

/** What becomes of one connection. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Each chunk waits, both ways. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Small chunks, with a pause after each, both ways. */
  | { readonly kind: 'slice'; readonly sliceBytes: number; readonly pauseMs: number }
  | Break
  /** Stands still once, and goes on. */
  | (Place & { readonly kind: 'hang'; readonly forMs: number })

interface Place {
  /** Counted in this direction alone. */
  readonly direction: Direction
  readonly afterBytes: number
}

/** The end of a connection: FIN to both, RST to both, or FIN to the receiver alone. */
type Break = Place & { readonly kind: 'cut' | 'reset' | 'half-close' }

export interface TcpProxyOptions {
  /** Asked for each connection. It is refused while there is none. */
  readonly targetPort: () => number | undefined
  /** Asked for each connection. */
  readonly weather: () => Weather
}

/** A port that is connected to another one, in all weathers. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #options: TcpProxyOptions
  readonly #sockets = new Set<Socket>()
  readonly #end = new AbortController()
  #broken = 0

  private constructor(options: TcpProxyOptions) {
    this.#options = options
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#accept(socket),
    )
  }

  static async start(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options)
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening')
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('expected a port')
    return `http://127.0.0.1:${address.port}`
  }

  /** Connections that the weather has ended, wholly or one way. */
  get broken(): number {
    return this.#broken
  }

  /** Resolves when no connection is open and no byte is on its way. */
  async idle(): Promise<void> {
    await Promise.all([...this.#sockets].map(closed))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    const ended = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await ended
  }

  #accept(client: Socket): void {
    const port = this.#options.targetPort()
    this.#track(client)
    if (port === undefined) return void client.resetAndDestroy()

    const upstream = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    this.#track(upstream)
    const weather = this.#options.weather()
    void this.#pass(client, upstream, 'request', weather)
    void this.#pass(upstream, client, 'answer', weather)
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // told again where the socket is read
    socket.on('error', () => {})
  }

  async #pass(from: Socket, to: Socket, direction: Direction, weather: Weather): Promise<void> {
    try {
      const end = await this.#forward(from, to, direction, weather)
      if (end === undefined) to.end()
      else {
        this.#broken += 1
        strike(end, from, to)
      }
    } catch {
      // one end is gone: so is the connection
      from.destroy()
      to.destroy()
    }
  }

  /** Until the sender ends (undefined), or the weather does. */
  async #forward(
    from: Socket,
    to: Socket,
    direction: Direction,
    weather: Weather,
  ): Promise<Break['kind'] | undefined> {
    let passedBytes = 0
    // reading to the end must leave the way back open
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk
      for (const { part, pauseMs, end } of stepsFor(bytes, direction, weather, passedBytes)) {
        if (part.length > 0) await write(to, part)
        if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: this.#end.signal })
        if (end !== undefined) return end
      }
      passedBytes += bytes.length
    }
    return undefined
  }
}

/** A part is passed on, then a pause, then the end, if this is it. */
interface Step {
  readonly part: Buffer
  readonly pauseMs: number
  readonly end?: Break['kind']
}

const nothing = Buffer.alloc(0)

/** @param passedBytes that went this way on this connection before */
function stepsFor(
  bytes: Buffer,
  direction: Direction,
  weather: Weather,
  passedBytes: number,
): readonly Step[] {
  const all = [{ part: bytes, pauseMs: 0 }]
  switch (weather.kind) {
    case 'clear':
      return all
    case 'delay':
      return [{ part: nothing, pauseMs: weather.delayMs }, ...all]
    case 'slice': {
      const { sliceBytes, pauseMs } = weather
      return slicesOf(bytes, sliceBytes).map((part) => ({ part, pauseMs }))
    }
    case 'cut':
    case 'reset':
    case 'half-close':
    case 'hang': {
      const at = weather.afterBytes - passedBytes
      if (weather.direction !== direction || at < 0 || at >= bytes.length) return all
      const before = bytes.subarray(0, at)
      return weather.kind === 'hang'
        ? [
            { part: before, pauseMs: weather.forMs },
            { part: bytes.subarray(at), pauseMs: 0 },
          ]
        : [{ part: before, pauseMs: 0, end: weather.kind }]
    }
  }
}

function slicesOf(bytes: Buffer, sliceBytes: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / sliceBytes)
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * sliceBytes, (index + 1) * sliceBytes),
  )
}

function write(to: Socket, part: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  to.write(part, (error) => (error ? reject(error) : resolve()))
  return promise
}

function closed(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (socket.closed) resolve()
  else socket.once('close', () => resolve())
  return promise
}

function strike(kind: Break['kind'], from: Socket, to: Socket): void {
  switch (kind) {
    case 'cut':
      from.destroy()
      to.destroy()
      return
    case 'reset':
      from.resetAndDestroy()
      to.resetAndDestroy()
      return
    case 'half-close':
      to.end()
      // what else comes this way is lost
      from.resume()
      return
  }
}
