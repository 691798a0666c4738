import type { Answer } from './wire.ts'

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g

/** What differs from one gateway to the next by its nature. The first group stays. */
const accidents: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\bey[\w-]+\.[\w-]+\.[\w-]+/g, '<jws>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/(127\.0\.0\.1|localhost):\d+/g, '$1:<port>'],
  [/(nonce[-=]\\*"?)[\da-f]{64}/g, '$1<nonce>'],
  [/(temp_url_sig=)[\da-f]+/g, '$1<signature>'],
  // made up by the emulator's Monitoring API
  [/(\\*"(?:sessionId|visitorId|pageId)\\*":\\*")[\w-]+/g, '$1<monitored>'],
  [/(\\*"retryAfterMs\\*":)\d+/g, '$1<ms>'],
  [/("(?:ms|upstreamMs)":)\d+/g, '$1"<ms>"'],
  // by its looks alone, so after all that are known by their names: any of them can look like it
  [/(?<!\d)1[7-9]\d{8}(?:\d{3})?(?!\d)/g, '<epoch>'],
]

/**
 * Without its accidents. Ids are numbered as they come up, so that what was one id stays one, in the
 * answer as in the log and at LivePerson.
 * @param seen anything that JSON can hold
 */
export function normalise(seen: unknown): unknown {
  const ids = new Map<string, string>()
  const numbered = JSON.stringify(seen).replaceAll(uuid, (id) => {
    const name = ids.get(id) ?? `<id ${ids.size + 1}>`
    ids.set(id, name)
    return name
  })
  const text = accidents.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), numbered)
  return JSON.parse(text)
}

/** What of an answer must be the same on both paths: JSON by its keys in their order, not by its spaces. */
export function comparable({ headers, body, ...rest }: Answer): unknown {
  const { date, ...told } = headers
  const length = told['content-length']
  const isLengthRight = length === String(Buffer.byteLength(body))
  return {
    ...rest,
    hasDate: date !== undefined,
    headers: Object.fromEntries(
      Object.entries({ ...told, ...(isLengthRight && { 'content-length': 'that of the body' }) })
        .map(([name, value]) => [name, formOf(name, value)] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    body: reprint(body),
  }
}

/** Seconds pass between two answers. */
function formOf(name: string, value: string): string {
  if (name === 'ratelimit') return value.replaceAll(/t=\d+/g, 't=<s>')
  if (name === 'retry-after') return value.replace(/^\d\d+$/, '<s>')
  return value
}

function reprint(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body))
  } catch {
    return body
  }
}

/** The rest of a record. */
export function leaveOut(record: object, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
