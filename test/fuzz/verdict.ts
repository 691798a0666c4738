import { DEFAULT_ACCOUNT } from '../../src/emulator/emulator.ts'

interface ToldError {
  readonly message?: unknown
  readonly extensions?: { readonly code?: unknown }
}

const { clientId, clientSecret } = DEFAULT_ACCOUNT
/** Every token here is RS256's, so it begins with this header. */
const jws = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/
const stack = /\n\s+at |\bat \S+ \(|node_modules|node:internal|\/(?:src|dist)\/\w|\.[cm]?[jt]s:\d+/

/** What no answer may hold, whatever was sent. A client id is no secret: previews tell it. */
export function secretsIn(text: string): readonly string[] {
  return [
    ...(text.includes(clientSecret) ? ['the client secret'] : []),
    ...(jws.test(text.replaceAll(clientId, '')) ? ['a token of LivePerson'] : []),
    ...(stack.test(text) ? ['a stack trace'] : []),
  ]
}

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** What is wrong with an answer over HTTP, whether the request was sound or not. */
export function faultsOf({ status, type, text }: Answer): readonly string[] {
  const isGraphQL = type !== null && /^application\/(?:graphql-response\+)?json\b/.test(type)
  return [
    ...(status >= 500 ? [`HTTP ${status}`] : []),
    ...secretsIn(text),
    ...(isGraphQL ? faultsOfBody(text) : [`expected JSON, got ${type}`]),
  ]
}

/** The same of the result itself. */
export function faultsOfBody(text: string): readonly string[] {
  const body = parse(text)
  if (typeof body !== 'object' || body === null) return [`expected an object, got ${text}`]
  const { data, errors }: { data?: unknown; errors?: unknown } = body
  if (errors === undefined)
    return data === undefined ? ['neither data nor errors'] : unprovoked(data)
  return [...faultsOfErrors(errors), ...unprovoked(data)]
}

export function faultsOfErrors(errors: unknown): readonly string[] {
  if (!Array.isArray(errors) || errors.length === 0) return ['errors: expected a list of them']
  return errors.flatMap(({ message, extensions }: ToldError) => {
    const code = extensions?.code
    return [
      ...(typeof message === 'string' && message !== '' ? [] : ['an error without a message']),
      ...(typeof code === 'string' ? [] : [`an error without a code: ${String(message)}`]),
      ...(code === 'INTERNAL_SERVER_ERROR' ? ['an internal fault'] : []),
    ]
  })
}

/** LivePerson is well, so what it does not understand or answer is a fault of ours. */
function unprovoked(data: unknown): readonly string[] {
  const codes = JSON.stringify(data ?? null).match(/"code":"(?:OUTCOME_UNKNOWN|UPSTREAM_\w+)"/g)
  return (codes ?? []).map((code) => `a problem that nobody provoked: ${code}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
