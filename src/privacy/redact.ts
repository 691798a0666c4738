const PLACEHOLDER = '[personal]'
/** An error may have a cause, and that one another; somewhere it is enough. */
const MAX_CAUSES = 5

/** The same error for a log, with none of these values left in its texts. */
export function redactError(error: unknown, values: ReadonlySet<string>, depth = 0): Error {
  const hide = (text: string): string => hideAll(text, values)
  if (typeof error !== 'object' || error === null) return new Error(hide(String(error)))

  const { name, message, code, stack, cause } = error as Partial<Record<string, unknown>>
  const hasCause = cause !== undefined && depth < MAX_CAUSES
  const redacted = new Error(hide(String(message)), {
    ...(hasCause && { cause: redactError(cause, values, depth + 1) }),
  })
  redacted.name = typeof name === 'string' ? name : 'Error'
  if (typeof stack === 'string') redacted.stack = hide(stack)
  return Object.assign(redacted, typeof code === 'string' && { code })
}

/** The text without these values. Longer ones go first: one may be a part of another. */
export function hideAll(text: string, values: ReadonlySet<string>): string {
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((left, value) => left.replaceAll(value, PLACEHOLDER), text)
}
