const PLACEHOLDER = '[personal]'
/** An error may have a cause, and that one another; somewhere it is enough. */
const MAX_CAUSES = 5

/** What a log may hold of an error. */
export interface LoggedError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: LoggedError
}

/** The error as a log may hold it, with none of these values left in its texts. */
export function redactError(error: unknown, values: ReadonlySet<string>, depth = 0): LoggedError {
  const hide = (text: string): string => hideAll(text, values)
  if (typeof error !== 'object' || error === null) {
    return { type: typeof error, message: hide(String(error)) }
  }
  const { name, message, code, stack, cause } = error as Partial<Record<string, unknown>>
  return {
    type: typeof name === 'string' ? name : 'Error',
    message: hide(String(message)),
    ...(typeof code === 'string' && { code }),
    ...(typeof stack === 'string' && { stack: hide(stack) }),
    ...(cause !== undefined &&
      depth < MAX_CAUSES && { cause: redactError(cause, values, depth + 1) }),
  }
}

/** Longer values first: one may be a part of another. */
function hideAll(text: string, values: ReadonlySet<string>): string {
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length)
  return longestFirst.reduce((left, value) => left.replaceAll(value, PLACEHOLDER), text)
}
