/** What may be told of one root field's answer: words of the schema, never a value that somebody wrote. */
export interface PayloadFacts {
  readonly outcome: string
  readonly problem?: string
}

/** A word of the schema: the name of a type, or the value of an enum. */
const WORD = /^[A-Za-z_]{1,64}$/
const CODE = /^[A-Z][A-Z_]{0,63}$/
const OPERATION_NAME = /^[A-Za-z_]\w{0,63}$/

/**
 * @param payload as the resolver returned it, whatever of it the caller selected
 * @returns as outcome `outcome` itself, or else the type of `result`, or else PROBLEM, NONE (null) or OK
 */
export function factsOf(payload: unknown): PayloadFacts {
  if (payload === undefined || payload === null) return { outcome: 'NONE' }
  const problem = wordAt(at(payload, 'problem'), 'code')
  const outcome =
    wordAt(payload, 'outcome') ??
    wordAt(at(payload, 'result'), '__typename') ??
    (problem === undefined ? 'OK' : 'PROBLEM')
  return { outcome, ...(problem !== undefined && { problem }) }
}

/** The account that an answer speaks of. */
export function accountIn(payload: unknown): unknown {
  return at(at(payload, 'conversation'), 'accountId')
}

/** The codes of GraphQL errors, each once. */
export function codesOf(errors: readonly { readonly extensions?: unknown }[] = []): string[] {
  return [...new Set(errors.map((error) => codeIn(error)))]
}

export function codeIn(error: unknown): string {
  const code = at(at(error, 'extensions'), 'code')
  return typeof code === 'string' && CODE.test(code) ? code : 'OTHER'
}

/** The caller chose it: told only where it is short. */
export function operationNameOf(name: string | null | undefined): string | undefined {
  return name && OPERATION_NAME.test(name) ? name : undefined
}

function wordAt(value: unknown, key: string): string | undefined {
  const found = at(value, key)
  return typeof found === 'string' && WORD.test(found) ? found : undefined
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}
