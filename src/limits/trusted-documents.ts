import { GraphQLError, parse, print } from 'graphql'
import { refusal, type RefusalCode } from './refusal.ts'
import { parseOptions } from './rules.ts'

/** What a request says about its document, in the shape of its body. */
export interface DocumentRequest {
  readonly query?: unknown
  /** GraphQL over HTTP's proposal for persisted documents. */
  readonly documentId?: unknown
  /** Where automatic persisted queries name theirs: `persistedQuery.sha256Hash`. */
  readonly extensions?: unknown
}

/** The text to run instead of what came, why nothing is run, or nothing to say. */
export type Resolution =
  | { readonly kind: 'trusted'; readonly text: string }
  | { readonly kind: 'refused'; readonly error: GraphQLError }
  | { readonly kind: 'unknown' }

/** The documents that an operator trusts, because their own frontends were built with them. */
export class TrustedDocuments {
  readonly #byId: ReadonlyMap<string, string>
  readonly #byMeaning: ReadonlyMap<string, string>
  /** Whether nothing else may run. */
  readonly #areRequired: boolean

  /**
   * @param texts by id
   * @throws GraphQLError when one of them is no document of GraphQL
   */
  constructor(texts: ReadonlyMap<string, string>, { required }: { readonly required: boolean }) {
    this.#byId = new Map([...texts].map(([id, text]) => [toBareId(id), text]))
    this.#byMeaning = new Map([...texts.values()].map((text) => [normalize(text), text]))
    this.#areRequired = required
  }

  /**
   * A document is trusted when it says what one of the manifest says: white space, commas and
   * comments aside, token by token. Neither an order nor a name may differ.
   */
  resolve(request: DocumentRequest): Resolution {
    const query = typeof request.query === 'string' && request.query !== '' ? request.query : null
    const { documentId } = request
    if (documentId !== undefined && documentId !== null) {
      return query === null ? this.#find(documentId) : both
    }
    if (query !== null) return this.#areRequired ? this.#recognize(query) : unknown
    const hash = hashIn(request.extensions)
    const found = hash === undefined ? undefined : this.#find(hash)
    if (found?.kind === 'trusted') return found
    return this.#areRequired ? refused('DOCUMENT_NOT_FOUND') : unknown
  }

  #find(id: unknown): Resolution {
    const text = typeof id === 'string' ? this.#byId.get(toBareId(id)) : undefined
    return text === undefined ? refused('DOCUMENT_NOT_FOUND') : { kind: 'trusted', text }
  }

  #recognize(query: string): Resolution {
    const text = this.#byMeaning.get(normalizeOr('', query))
    return text === undefined ? refused('DOCUMENT_NOT_TRUSTED') : { kind: 'trusted', text }
  }
}

const unknown: Resolution = { kind: 'unknown' }
const both: Resolution = {
  kind: 'refused',
  error: new GraphQLError('Expected documentId or query, not both.', {
    extensions: { code: 'BAD_REQUEST' },
  }),
}

function refused(code: RefusalCode): Resolution {
  return { kind: 'refused', error: refusal(code) }
}

/** Codegen's ids say how they were made; automatic persisted queries send the digest alone. */
function toBareId(id: string): string {
  return id.replace(/^sha256:/, '')
}

function hashIn(extensions: unknown): unknown {
  if (!isObject(extensions) || !isObject(extensions['persistedQuery'])) return undefined
  return extensions['persistedQuery']['sha256Hash']
}

function normalize(text: string): string {
  return print(parse(text, { ...parseOptions, noLocation: true }))
}

function normalizeOr(otherwise: string, text: string): string {
  try {
    return normalize(text)
  } catch {
    return otherwise
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
