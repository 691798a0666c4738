import { type DocumentNode, type GraphQLSchema, OperationTypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Context } from '../context.ts'
import type { AskedOperation } from './asked-operation.ts'
import { type PreparedOperation, prepareOperation } from './prepared-operation.ts'

type Asked = Omit<AskedOperation, 'variables'>

interface Entry {
  readonly by: AskedOperation['by']
  /** By operation name; undefined: it is left to graphql-js. */
  readonly operations: Map<string | undefined, PreparedOperation<Context> | undefined>
}

/**
 * Operations that Apollo Server has parsed and validated and found fit to be executed: compiled once,
 * and kept for whoever asks for the same in the same way.
 */
export class PreparedOperations {
  readonly #schema: GraphQLSchema
  readonly #documents: LRUCache<string, Entry>
  /** Most ask for what the one before asked for, and it takes less to compare a document than to hash it. */
  #last: { readonly name: string; readonly entry: Entry } | undefined

  constructor(schema: GraphQLSchema, maxDocuments: number) {
    this.#schema = schema
    this.#documents = new LRUCache({ max: maxDocuments })
  }

  /**
   * Left out is a mutation named by a hash: Apollo Server may have forgotten the hash when it has to tell
   * of an execution that failed, and would have the caller send, and run, the whole again.
   * @param document valid, and what was asked for
   */
  admit({ by, name, operationName }: Asked, document: DocumentNode): void {
    const known = this.#documents.get(name)
    const entry: Entry = known?.by === by ? known : { by, operations: new Map() }
    if (entry.operations.has(operationName)) return
    const operation = prepareOperation<Context>(this.#schema, document, operationName)
    const isKept = by !== 'hash' || operation?.operation.operation === OperationTypeNode.QUERY
    entry.operations.set(operationName, isKept ? operation : undefined)
    this.#documents.set(name, entry)
    this.#last = undefined
  }

  find({ by, name, operationName }: Asked): PreparedOperation<Context> | undefined {
    const entry = this.#entryOf(name)
    return entry?.by === by ? entry.operations.get(operationName) : undefined
  }

  #entryOf(name: string): Entry | undefined {
    if (this.#last?.name === name) return this.#last.entry
    const entry = this.#documents.get(name)
    if (entry) this.#last = { name, entry }
    return entry
  }
}
