import { isRecord } from '../connector/answer.ts'

/** Which operation a request asks for, before any document is read. */
export interface AskedOperation {
  /** What names the document: its text, its SHA-256 (a persisted query) or its id (a trusted one). */
  readonly by: 'text' | 'hash' | 'id'
  readonly name: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

/** @param body parsed JSON; undefined when it does not say it in exactly one way, of the right form */
export function askedOperationOf(body: unknown): AskedOperation | undefined {
  if (!isRecord(body)) return undefined
  const { query, documentId, extensions, operationName, variables } = body
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined
  if (!isAbsent(variables) && !isRecord(variables)) return undefined
  if (!isAbsent(extensions) && !isRecord(extensions)) return undefined
  const rest = { operationName: operationName ?? undefined, variables: variables ?? {} }
  const persisted = extensions?.persistedQuery
  if (typeof query === 'string') {
    const isNamedTwice = !isAbsent(documentId) || !isAbsent(persisted)
    return isNamedTwice ? undefined : { by: 'text', name: query, ...rest }
  }
  if (!isAbsent(query)) return undefined
  if (typeof documentId === 'string') {
    return isAbsent(persisted) ? { by: 'id', name: documentId, ...rest } : undefined
  }
  if (!isAbsent(documentId) || !isRecord(persisted) || persisted.version !== 1) return undefined
  const { sha256Hash } = persisted
  return typeof sha256Hash === 'string' ? { by: 'hash', name: sha256Hash, ...rest } : undefined
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}
