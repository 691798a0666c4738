import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { AccountId } from '../ids.ts'
import type { Environment } from './environment.ts'

export interface Account {
  readonly accountId: AccountId
  /** Absent in `passthrough`, where the caller brings the tokens that this pair would mint. */
  readonly credentials?: { readonly clientId: string; readonly clientSecret: string }
  /** The Monitoring API's name of this app, where it differs from the client id. */
  readonly appInstallationId?: string
}

const text = z.string('expected a string').trim().min(1, 'expected a string that is not empty')
const listing = z.strictObject(
  {
    accountId: text,
    clientId: text.optional(),
    clientSecret: text.optional(),
    appInstallationId: text.optional(),
  },
  {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `expected no such key: ${(keys as readonly string[]).join(', ')}`
        : 'expected an object',
  },
)
const accountsFile = z
  .array(listing, 'expected a JSON array of accounts')
  .min(1, 'expected at least one account')

interface Listed extends z.output<typeof listing> {
  /** Where its client pair is told. */
  readonly source: string
}

/** The accounts of both sources. Each fault found is added to `faults`; none repeats a value of the file. */
export function readAccounts(env: Environment, faults: string[]): readonly Account[] {
  const listed = [...readVariables(env, faults), ...readFile(env.LP_ACCOUNTS_FILE, faults)]
  for (const id of findRepeated(listed.map(({ accountId }) => accountId))) {
    faults.push(`account ${id}: configured more than once; name it once`)
  }
  const isPairNeeded = env.AUTH_MODE !== 'passthrough'
  return listed.map((account) => toAccount(account, isPairNeeded, faults))
}

function findRepeated(ids: readonly string[]): ReadonlySet<string> {
  const once = new Set<string>()
  const repeated = new Set<string>()
  for (const id of ids) (once.has(id) ? repeated : once).add(id)
  return repeated
}

function readVariables(env: Environment, faults: string[]): readonly Listed[] {
  const { LP_ACCOUNT_ID: accountId, LP_CLIENT_ID: clientId, LP_CLIENT_SECRET: clientSecret } = env
  if (accountId !== undefined) {
    return [{ accountId, clientId, clientSecret, source: 'LP_CLIENT_ID and LP_CLIENT_SECRET' }]
  }
  if (env.LP_ACCOUNTS_FILE === undefined) {
    faults.push(
      'LP_ACCOUNT_ID: required as soon as any LP_ variable is set (or set LP_ACCOUNTS_FILE)',
    )
  } else if (clientId !== undefined || clientSecret !== undefined) {
    faults.push(
      'LP_CLIENT_ID and LP_CLIENT_SECRET: they belong to LP_ACCOUNT_ID, which is not set; set it, or unset them',
    )
  }
  return []
}

function readFile(path: string | undefined, faults: string[]): readonly Listed[] {
  if (path === undefined) return []
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    // A parser's message quotes the text it stumbled on, and this text holds secrets.
    const reason =
      error instanceof SyntaxError ? 'it is not JSON' : (error as NodeJS.ErrnoException).code
    faults.push(
      `LP_ACCOUNTS_FILE: can't read ${path} (${reason}); expected a JSON array of accounts`,
    )
    return []
  }
  const parsed = accountsFile.safeParse(content)
  if (parsed.success) {
    return parsed.data.map((account) => ({
      ...account,
      source: 'LP_ACCOUNTS_FILE: clientId and clientSecret',
    }))
  }
  for (const { path: place, message } of parsed.error.issues) {
    const at = place.map((step) => `[${String(step)}]`).join('')
    faults.push(['LP_ACCOUNTS_FILE:', ...(at === '' ? [] : [at]), message].join(' '))
  }
  return []
}

function toAccount(listed: Listed, isPairNeeded: boolean, faults: string[]): Account {
  const { accountId, clientId, clientSecret, appInstallationId, source } = listed
  const credentials =
    clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret }
  const isHalf = credentials === undefined && clientId !== clientSecret
  if (credentials === undefined && (isPairNeeded || isHalf)) {
    faults.push(
      isPairNeeded
        ? `${source}: both are required for account ${accountId} (unless AUTH_MODE=passthrough)`
        : `${source}: expected both or neither for account ${accountId}`,
    )
  }
  return {
    accountId: accountId as AccountId,
    ...(credentials && { credentials }),
    ...(appInstallationId !== undefined && { appInstallationId }),
  }
}
