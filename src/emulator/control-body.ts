import { z } from 'zod'
import { parseJson } from './json.ts'

/**
 * The JSON of a request to a control path.
 * @throws TypeError, which is answered with 400
 */
export function readBody(body: unknown): unknown {
  const value = Buffer.isBuffer(body) ? parseJson(body.toString('utf8')) : undefined
  if (value === undefined) throw new TypeError('expected a JSON body')
  return value
}

/** @throws TypeError naming every field that is wrong */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error))
  return parsed.data
}
