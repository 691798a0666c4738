import { z } from 'zod'
import { DEFAULT_ACCOUNT, type EmulatorAccount } from './accounts.ts'
import type { AgentOptions } from './agent.ts'
import { parseJson } from './json.ts'
import { type WebhookTarget, webhookUrl } from './webhooks/target.ts'

export interface EmulatorSettings {
  readonly host: string
  readonly port: number
  readonly accounts: readonly EmulatorAccount[]
  readonly agent: AgentOptions | false
  readonly webhooks?: WebhookTarget
}

export const HELP = `LivePerson on this machine: what a connector calls, with faults on request.

Usage: npm run emulator

  HOST                  where it listens (127.0.0.1)
  PORT                  on which port, for http and https alike (4010)
  EMULATOR_ACCOUNTS     whom it plays, as a JSON array of {accountId, clientId, clientSecret}
                        (one account, ${DEFAULT_ACCOUNT.accountId})
  EMULATOR_AGENT        whether an agent joins and answers: on or off (on)
  EMULATOR_WEBHOOK_URL  where its webhooks go; {accountId} stands for the account (nowhere)

Its own paths:
  POST   /__faults         {endpoint, accountId?, count?, phase?, fault: {kind, …}}
  GET    /__faults         the faults still to come; DELETE clears them
  GET    /__requests       what it was asked; ?endpoint= for one endpoint
  GET    /__conversations  what really exists
  POST   /__agent          {conversationId, action: join|say|type|read|transfer|close, …}
                           text or event, chatState, sequences, skillId
  POST   /__webhooks       {url, algorithm?, retentionSeconds?, retryBaseMs?, answerTimeoutMs?}:
                           where webhooks go; DELETE stops them
  GET    /__webhooks       every webhook, and what each attempt was answered
  POST   /__webhooks/disturb         {duplicate?, lose?, swap?, shuffle?: {seed, …}}; {} ends it
  POST   /__webhooks/{index}/resend  the same bytes once more
  POST   /__clock          {advanceSeconds}: its time moves on, tokens expire
  POST   /__revoke         refuses every AppJWT issued until now
  POST   /__reset          forgets faults, requests, conversations and webhooks
  GET    /__certificate    the certificate of its https, as PEM`

const accountsSchema = z
  .array(
    z.strictObject({
      accountId: z.string().min(1),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
    }),
  )
  .min(1)

const settingsSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  EMULATOR_ACCOUNTS: z
    .string()
    .transform(parseJson)
    .pipe(accountsSchema)
    .default([DEFAULT_ACCOUNT]),
  EMULATOR_AGENT: z.enum(['on', 'off']).default('on'),
  EMULATOR_WEBHOOK_URL: webhookUrl.optional(),
})

export type SettingsReading =
  | { readonly ok: true; readonly settings: EmulatorSettings }
  /** Every fault of the environment at once. */
  | { readonly ok: false; readonly message: string }

export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): SettingsReading {
  const parsed = settingsSchema.safeParse(environment)
  if (!parsed.success) return { ok: false, message: z.prettifyError(parsed.error) }
  const { HOST, PORT, EMULATOR_ACCOUNTS, EMULATOR_AGENT, EMULATOR_WEBHOOK_URL } = parsed.data
  return {
    ok: true,
    settings: {
      host: HOST,
      port: PORT,
      accounts: EMULATOR_ACCOUNTS,
      agent: EMULATOR_AGENT === 'on' && {},
      ...(EMULATOR_WEBHOOK_URL !== undefined && { webhooks: { url: EMULATOR_WEBHOOK_URL } }),
    },
  }
}
