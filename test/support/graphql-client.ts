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
  readonly #isPipelining: boolean

  /** @param url without a trailing slash */
  constructor(url: string, { connections = 100, pipelining = 1 }: GraphQLClientOptions = {}) {
    this.#pool = new Pool(url, { connections, pipelining, headersTimeout: 0, bodyTimeout: 0 })
    this.#isPipelining = pipelining > 1
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
      // undici pipelines only what it may repeat by itself, which a client that pipelines must accept
      ...(this.#isPipelining && { idempotent: true, blocking: false }),
      ...(signal && { signal }),
    })
    const text = await body.text()
    const answer = parse(text)
    if (isAnswer<Data>(answer)) return answer
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAnswer<Data>(value: unknown): value is ExecutionResult<Data> {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value)
}
