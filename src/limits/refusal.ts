import { GraphQLError } from 'graphql'

/** Why a request is refused before anything of it runs. None tells a limit that can be probed for. */
const refusals = {
  OPERATION_TOO_LONG: [400, 'The document is longer than one request may send.'],
  OPERATION_TOO_DEEP: [400, 'The operation nests fields deeper than one request may.'],
  OPERATION_TOO_LARGE: [400, 'The operation selects more than one request may.'],
  OPERATION_TOO_COSTLY: [
    400,
    'The operation asks for more objects than one request may. Ask for smaller pages, or for less at once.',
  ],
  TOO_MANY_ALIASES: [400, 'The operation has more aliases than one request may.'],
  TOO_MANY_DIRECTIVES: [400, 'The operation has more directives than one request may.'],
  TOO_MANY_EFFECTS: [
    400,
    'Expected one field with an effect at most. Send each mutation, and each `engagement`, in a request of its own.',
  ],
  INPUT_TOO_LARGE: [400, 'The lists of the input hold more than one request may.'],
  INPUT_TOO_DEEP: [400, 'The input nests values deeper than one request may.'],
  DOCUMENT_NOT_FOUND: [400, 'There is no trusted document with this id.'],
  DOCUMENT_NOT_TRUSTED: [403, 'Expected one of the documents that this gateway trusts.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>

export type RefusalCode = keyof typeof refusals
export const refusalCodes = Object.keys(refusals) as RefusalCode[]

export function refusal(code: RefusalCode): GraphQLError {
  const [, message] = refusals[code]
  return new GraphQLError(message, { extensions: { code } })
}

/** Tells Apollo the HTTP status, which it takes out again. */
export function withStatus(error: GraphQLError): GraphQLError {
  const { code } = error.extensions
  const status = isRefusalCode(code) ? refusals[code][0] : 400
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } })
}

/** graphql-js gives this one no code, and its message tells the limit. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens/

/** The refusal that an error is, or that Apollo has wrapped in an error with a code of its own. */
export function refusalIn(error: GraphQLError): GraphQLError | undefined {
  if (isRefusalCode(error.extensions['code'])) return error
  if (TOO_MANY_TOKENS.test(error.message)) return refusal('OPERATION_TOO_LONG')
  const { originalError } = error
  return originalError instanceof GraphQLError ? refusalIn(originalError) : undefined
}

function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(refusals, code)
}
