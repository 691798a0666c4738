import type { Writable } from 'node:stream'
import type { DestinationStream } from 'pino'
import { endOfTurn } from './end-of-turn.ts'

/**
 * Writes the lines of one turn of the event loop at once, in the thread that logs them: handing each
 * to another thread costs more than all the rest of it. What the last turn has logged is written before
 * the process ends. When nobody reads the stream any more, lines are lost, and the process goes on.
 */
export class LogOutput implements DestinationStream {
  readonly #stream: Writable
  #lines = ''
  readonly #flush = (): void => {
    process.off('exit', this.#flush)
    this.#stream.write(this.#lines)
    this.#lines = ''
  }

  constructor(stream: Writable) {
    this.#stream = stream
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  }

  write(line: string): void {
    if (this.#lines === '') {
      process.once('exit', this.#flush)
      void endOfTurn().then(this.#flush)
    }
    this.#lines += line
  }
}
