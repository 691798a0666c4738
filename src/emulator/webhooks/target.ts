import { z } from 'zod'
import { ALGORITHMS } from './signature.ts'

/** Where LivePerson's own limits are, as its retry policy says. */
const LONGEST_RETENTION_SECONDS = 259_200
const LONGEST_RETRY_MS = 300_000

export const webhookUrl = z
  .string()
  .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url.replaceAll('{accountId}', '1')), {
    error: 'expected an http or https URL, where {accountId} may stand for the account',
  })
const urlOfAccount = z.custom<(accountId: string) => string>(
  (value) => typeof value === 'function',
  'expected a URL, or a function from an account to one',
)

const targetSchema = z.strictObject({
  /** `{accountId}` in it stands for the account. */
  url: z.union([webhookUrl, urlOfAccount]),
  algorithm: z.enum(ALGORITHMS).default('sha1'),
  /** How long a notification that is not taken is tried again. */
  retentionSeconds: z.number().nonnegative().max(LONGEST_RETENTION_SECONDS).default(3600),
  /** The first pause before another attempt; each next one is twice as long, up to 5 minutes. */
  retryBaseMs: z.number().positive().default(2000),
  /** How long an answer may take. */
  answerTimeoutMs: z.int().positive().default(10_000),
})

/** Where the webhooks of every account go, and how. */
export type WebhookTarget = z.input<typeof targetSchema>
export type TargetSettings = z.output<typeof targetSchema>

/** @throws when the value is no target, naming every field that is wrong */
export function parseTarget(value: unknown): TargetSettings {
  const parsed = targetSchema.safeParse(value)
  if (!parsed.success) throw new TypeError(`not a webhook target: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const urlFor = ({ url }: TargetSettings, accountId: string): string =>
  typeof url === 'function'
    ? url(accountId)
    : url.replaceAll('{accountId}', encodeURIComponent(accountId))

/** How long to wait after so many failed attempts, in milliseconds. */
export const retryDelayMs = ({ retryBaseMs }: TargetSettings, failures: number): number =>
  Math.min(retryBaseMs * 2 ** (failures - 1), LONGEST_RETRY_MS)
