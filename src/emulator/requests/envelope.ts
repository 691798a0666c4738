import { z } from 'zod'
import { badRequest } from '../answers.ts'
import type { Answer } from '../call.ts'
import { isRecord, type JsonObject } from '../json.ts'
import { MAX_REQUEST_CHARACTERS } from '../../connector/protocol.ts'

/** Something readable, or the answer that refuses it. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer }

export const accepted = <T>(value: T): Reading<T> => ({ ok: true, value })
export const refused = (answer: Answer): { readonly ok: false; readonly answer: Answer } => ({
  ok: false,
  answer,
})

/** One request of the Send API, its id already a string, as the answer will echo it. */
export interface Envelope<Body = JsonObject> {
  readonly id: string
  readonly type: string
  readonly body: Body
  readonly metadata?: readonly JsonObject[] | undefined
}

const envelopeSchema = z.looseObject({
  kind: z.literal('req').optional(),
  id: z.union([z.string().min(1).max(64), z.number().transform(String)]),
  type: z.string(),
  body: z.looseObject({}),
  metadata: z.array(z.looseObject({ type: z.string() })).optional(),
})

export function readEnvelope(value: unknown): Reading<Envelope> {
  const nullPath = pathOfNull(value)
  if (nullPath !== undefined) {
    return refused(badRequest(`Bad Request, ${nullPath} is null`, requestIdOf(value)))
  }
  return readWith(envelopeSchema, value, requestIdOf(value))
}

/** The value checked against the schema, or a 400 that says what was expected, and where. */
export function readWith<T>(schema: z.ZodType<T>, value: unknown, reqId?: string): Reading<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return accepted(parsed.data)
  const [issue] = parsed.error.issues
  const path = issue?.path.map(String).join('.') ?? ''
  const where = path === '' ? '' : ` at ${path}`
  return refused(badRequest(`Bad Request, ${issue?.message ?? 'invalid'}${where}`, reqId))
}

/** Counted as the JSON text without insignificant white space. */
export const isTooLong = (request: JsonObject): boolean =>
  JSON.stringify(request).length > MAX_REQUEST_CHARACTERS

export const requestIdOf = (value: unknown): string | undefined =>
  isRecord(value) && (typeof value['id'] === 'string' || typeof value['id'] === 'number')
    ? String(value['id'])
    : undefined

/** Where the first null stands that LivePerson does not allow; it allows `ttrDefName` only. */
function pathOfNull(value: unknown, path: readonly string[] = []): string | undefined {
  const here = path.join('.')
  if (value === null) return here === 'body.ttrDefName' ? undefined : here
  if (typeof value !== 'object') return undefined
  for (const [key, child] of Object.entries(value)) {
    const found = pathOfNull(child, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}
