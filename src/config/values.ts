import { z } from 'zod'

/** The kinds of values a variable can hold. Each fault says what was expected, and what came where it can't be a secret. */

export function wholeNumber(min: number, max: number, what: string) {
  return z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: ({ input }) => `expected ${what} from ${min} to ${max}, got ${JSON.stringify(input)}`,
    })
    .transform(Number)
}

export function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, {
    error: ({ input }) => `expected ${toList(values)}, got ${JSON.stringify(input)}`,
  })
}

export const httpUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\//.test(text) && URL.canParse(text),
    'expected an http or https URL',
  )
  .transform((text) => new URL(text))

interface Part {
  readonly expected: string
  readonly isSound: (text: string) => boolean
}

/** As a browser sends it: no path, no trailing slash, no port that is the scheme's own. */
export const origin: Part = {
  expected: 'origins such as https://shop.example, comma-separated',
  isSound: (text) => URL.canParse(text) && new URL(text).origin === text,
}

export const hostPattern: Part = {
  expected: 'hosts such as lp.example or *.lp.example, comma-separated, without scheme and port',
  isSound: (text) => /^(\*\.)?[a-z\d-]+(\.[a-z\d-]+)*$|^\[[\da-f:]+\]$/.test(text),
}

export function commaSeparated({ expected, isSound }: Part) {
  return z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((parts) => parts.every(isSound), {
      error: ({ input }) => `expected ${expected}, got ${unsoundOf(input, isSound)}`,
    })
}

function unsoundOf(parts: unknown, isSound: Part['isSound']): string {
  return JSON.stringify(Array.isArray(parts) ? parts.filter((part) => !isSound(part)) : parts)
}

function toList(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
