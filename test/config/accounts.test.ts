import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConfigError, readConfig } from '../../src/config.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'accounts-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function write(content: unknown): Promise<string> {
  const path = join(directory, 'accounts.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function readError(env: Readonly<Record<string, string>>): ConfigError {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('expected a ConfigError')
}

const secret = 'tell-nobody'
const first = { accountId: '1', clientId: 'app', clientSecret: secret }
const env = (LP_ACCOUNTS_FILE: string) => ({
  LP_ACCOUNTS_FILE,
  AUTH_MODE: 'oidc',
  OIDC_ISSUER: 'https://login.shop.example',
  OIDC_AUDIENCE: 'gateway',
})

describe('the accounts of a file', () => {
  it('are read with their client pairs, beside the one of the variables', async () => {
    const path = await write([first, { ...first, accountId: '2', appInstallationId: 'i' }])

    const config = readConfig({
      ...env(path),
      LP_ACCOUNT_ID: '3',
      LP_CLIENT_ID: 'third',
      LP_CLIENT_SECRET: secret,
    })

    const credentials = { clientId: 'app', clientSecret: secret }
    expect(config.upstream).toMatchObject({
      accounts: [
        { accountId: '3', credentials: { clientId: 'third', clientSecret: secret } },
        { accountId: '1', credentials },
        { accountId: '2', credentials, appInstallationId: 'i' },
      ],
    })
  })

  it('need no client pair in passthrough', async () => {
    const path = await write([{ accountId: '1' }])

    const { upstream } = readConfig({ LP_ACCOUNTS_FILE: path, AUTH_MODE: 'passthrough' })

    expect(upstream).toMatchObject({ accounts: [{ accountId: '1' }] })
  })

  it.each<[string, unknown, readonly string[]]>([
    ['an object', { accounts: [first] }, ['LP_ACCOUNTS_FILE: expected a JSON array of accounts']],
    ['no account', [], ['LP_ACCOUNTS_FILE: expected at least one account']],
    ['a string', [secret], ['LP_ACCOUNTS_FILE: [0] expected an object']],
    [
      'an account with no name, and a number for a secret',
      [first, { accountId: ' ', clientId: 'app', clientSecret: 4711 }],
      [
        'LP_ACCOUNTS_FILE: [1][accountId] expected a string that is not empty',
        'LP_ACCOUNTS_FILE: [1][clientSecret] expected a string',
      ],
    ],
    [
      'a misspelt key',
      [{ accountId: '1', clientId: 'app', clientsecret: secret }],
      ['LP_ACCOUNTS_FILE: [0] expected no such key: clientsecret'],
    ],
    [
      'half a client pair',
      [{ accountId: '1', clientSecret: secret }],
      [
        'LP_ACCOUNTS_FILE: clientId and clientSecret: both are required for account 1 (unless AUTH_MODE=passthrough)',
      ],
    ],
    [
      'an account twice',
      [first, { ...first, accountId: '2' }, { ...first, accountId: ' 1' }],
      ['account 1: configured more than once; name it once'],
    ],
  ])(
    'are refused without a word of a secret when the file holds %s',
    async (_, content, faults) => {
      const path = await write(content)

      const error = readError(env(path))

      expect(error.faults).toEqual(faults)
      expect(error.message).not.toContain(secret)
      expect(error.message).not.toContain('4711')
    },
  )

  it.each([
    ['nothing', ''],
    ['half of it', `[{"clientSecret":"${secret}"`],
    ['something else', `clientSecret: ${secret}`],
  ])('are refused when the file holds %s', async (_, content) => {
    const path = await write(content)

    expect(readError(env(path)).faults).toEqual([
      `LP_ACCOUNTS_FILE: can't read ${path} (it is not JSON); expected a JSON array of accounts`,
    ])
  })

  it('are refused when there is no file', () => {
    const path = join(directory, 'missing.json')

    expect(readError(env(path)).faults).toEqual([
      `LP_ACCOUNTS_FILE: can't read ${path} (ENOENT); expected a JSON array of accounts`,
    ])
  })

  it('are refused when the variables name one of them again', async () => {
    const path = await write([first])

    const error = readError({
      ...env(path),
      LP_ACCOUNT_ID: '1',
      LP_CLIENT_ID: 'app',
      LP_CLIENT_SECRET: secret,
    })

    expect(error.faults).toEqual(['account 1: configured more than once; name it once'])
  })

  it('leave no client pair of the variables without an account', async () => {
    const path = await write([first])

    expect(readError({ ...env(path), LP_CLIENT_SECRET: secret }).faults).toEqual([
      'LP_CLIENT_ID and LP_CLIENT_SECRET: they belong to LP_ACCOUNT_ID, which is not set; set it, or unset them',
    ])
  })
})

describe('the account of the variables', () => {
  it.each([
    ['no client pair', {}],
    ['half a client pair', { LP_CLIENT_ID: 'app' }],
  ])('is refused with %s', (_, pair) => {
    const { LP_ACCOUNTS_FILE: _file, ...oidc } = env('')

    const { faults } = readError({ ...oidc, LP_ACCOUNT_ID: '1', ...pair })

    expect(faults).toEqual([
      'LP_CLIENT_ID and LP_CLIENT_SECRET: both are required for account 1 (unless AUTH_MODE=passthrough)',
    ])
  })

  it('is refused with half a client pair in passthrough, where none is needed', () => {
    const { faults } = readError({
      AUTH_MODE: 'passthrough',
      LP_ACCOUNT_ID: '1',
      LP_CLIENT_SECRET: secret,
    })

    expect(faults).toEqual([
      'LP_CLIENT_ID and LP_CLIENT_SECRET: expected both or neither for account 1',
    ])
  })
})
