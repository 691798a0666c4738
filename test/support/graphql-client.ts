import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type ExecutionResult, print } from 'graphql'
import { Pool } from 'undici'

export interface GraphQLClientOptions {
  /** @default 100 */
  readonly connections?: number
  /** Requests under way at once on one connection. @default 1 */
  readonly pipelining?: number
}

/** Somebody who calls a gateway, over connections of their own. */
export class GraphQLClient implements AsyncDisposable {
  readonly #pool: Pool

  /** @param url without a trailing slash */
  constructor(url: string, { connections = 100, pipelining = 1 }: GraphQLClientOptions = {}) {
    this.#pool = new Pool(url, { connections, pipelining, headersTimeout: 0, bodyTimeout: 0 })
  }

  /** Rejects when the connection breaks, the signal fires, or the answer is none of GraphQL. */
  async execute<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<ExecutionResult<Data>> {
    const { statusCode, body } = await this.#pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: print(document), variables }),
      // what undici lets follow on a connection that still waits for an answer
      idempotent: true,
      blocking: false,
      signal,
    })
    const text = await body.text()
    const answer = parse(text)
    if (answer !== undefined) return answer as ExecutionResult<Data>
    throw new Error(`expected an answer of GraphQL, got HTTP ${statusCode}: ${text}`)
  }

  /** The HTTP status of a GET. */
  async statusOf(path: string): Promise<number> {
    const { statusCode, body } = await this.#pool.request({ method: 'GET', path })
    await body.dump()
    return statusCode
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.destroy()
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isAnswer = typeof value === 'object' && value !== null && 'data' in value
    return isAnswer || hasErrors(value) ? (value as object) : undefined
  } catch {
    return undefined
  }
}

function hasErrors(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'errors' in value &&
    Array.isArray(value.errors)
  )
}
