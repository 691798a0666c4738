import { Writable } from 'node:stream'

export type Line = Readonly<Record<string, unknown>>

/** What a gateway of this process logs. */
export class LogLines {
  readonly #lines: Line[] = []
  readonly #waiting = new Set<() => void>()
  readonly #output = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      this.#lines.push(...text.trimEnd().split('\n').map(toLine))
      for (const look of this.#waiting) look()
      done()
    },
  })

  /** A logger that is made meanwhile writes here instead of to standard output. */
  async during<T>(start: () => Promise<T>): Promise<T> {
    const own = Object.getOwnPropertyDescriptor(process, 'stdout')
    Object.defineProperty(process, 'stdout', { value: this.#output, configurable: true })
    try {
      return await start()
    } finally {
      Object.defineProperty(process, 'stdout', own ?? {})
    }
  }

  all(): readonly Line[] {
    return this.#lines
  }

  /** Resolves as soon as the lines are as they should be. */
  until(isRight: (lines: readonly Line[]) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = (): void => {
      if (!isRight(this.#lines)) return
      this.#waiting.delete(look)
      resolve()
    }
    this.#waiting.add(look)
    look()
    return promise
  }
}

function toLine(text: string): Line {
  return JSON.parse(text) as Line
}
