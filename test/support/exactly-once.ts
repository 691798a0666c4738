import type { Attempt, ExactlyOnceOptions, Run } from '../../src/idempotency/exactly-once.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'

export interface Answer {
  readonly id: string
}

/** Long enough for a call to begin to wait, short enough for the wait to end of itself. */
export const leaseMs = 20

export const codec = {
  encode: (answer: Answer) => JSON.stringify(answer),
  decode: (text: string): Answer => JSON.parse(text),
}

export const ran = (id: string) => ({ kind: 'ran', answer: { id } })

export const createStore = (now: () => number = () => 0) => new MemoryStore({ retention, now })

const retention = {
  idempotencyMs: 60_000,
  conversationMs: 60_000,
  sightingMs: 60_000,
  setAsideMs: 60_000,
}

export const optionsFor = (
  store: MemoryStore,
  changes: Partial<ExactlyOnceOptions<Answer>> = {},
): ExactlyOnceOptions<Answer> => ({
  records: store.idempotency,
  key: 'key',
  fingerprint: 'input',
  leaseMs,
  signal: new AbortController().signal,
  codec,
  ...changes,
})

export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Counts what reaches it, and holds it back when told to. */
export class Upstream {
  sent = 0
  #arrived = gate()
  #answers: Promise<void> = Promise.resolve()

  hold() {
    const answers = gate()
    this.#answers = answers.opened
    return { arrived: this.#arrived.opened, release: answers.open }
  }

  createKeeping(keep: Attempt<Answer>['keep']): Run<Answer> {
    return async (beforeSend) => {
      if (!(await beforeSend())) return { answer: { id: 'not sent' }, keep: 'release' }
      this.sent += 1
      const answer = { id: `answer-${this.sent}` }
      this.#arrived.open()
      await this.#answers
      return { answer, keep }
    }
  }

  readonly create: Run<Answer> = (beforeSend) => this.createKeeping('done')(beforeSend)
}
