import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands before a port of this machine; while silent, it keeps what it gets, then and later. */
export class SilentProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isSilent = false

  private constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1')
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => {
          near.destroy()
          far.destroy()
          this.#sockets.delete(socket)
        })
      }
      if (this.#isSilent) return
      near.pipe(far).pipe(near)
    })
  }

  static async start(port: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(port)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Open connections stay open and are dead for good, as those to a machine that is gone. */
  silence(): void {
    this.#isSilent = true
    for (const socket of this.#sockets) socket.unpipe()
  }

  /** For new connections only. */
  heal(): void {
    this.#isSilent = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }
}
