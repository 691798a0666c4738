import type { Call, EndpointName } from './call.ts'

export interface RecordedRequest {
  readonly endpoint: EndpointName
  readonly accountId: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The text as it came; of a file its size only. */
  readonly body: string
  /** `undefined` while pending, and for ever where a fault lets no answer out. */
  readonly status: number | undefined
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number
}

type Entry = Omit<RecordedRequest, 'status'> & { status: number | undefined }

/** Told once, when the status of the answer is known. */
export type Answered = (status: number) => void

/** The newest requests, oldest first. */
export class RequestLog {
  readonly #limit: number
  readonly #entries: Entry[] = []

  /** @param limit how many are kept; 0 keeps none */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(endpoint: EndpointName, method: string, path: string, call: Call): Answered {
    if (this.#limit === 0) return () => undefined
    const { accountId, query, headers, body } = call
    const at = Date.now()
    const received = { endpoint, accountId, method, path, query, headers, body, at }
    const entry: Entry = { ...received, status: undefined }
    if (this.#entries.push(entry) > this.#limit) this.#entries.shift()
    return (status) => {
      entry.status = status
    }
  }

  list(endpoint?: EndpointName): readonly RecordedRequest[] {
    return this.#entries
      .filter((entry) => endpoint === undefined || entry.endpoint === endpoint)
      .map((entry) => ({ ...entry }))
  }

  clear(): void {
    this.#entries.length = 0
  }
}
