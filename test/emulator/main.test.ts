import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, it } from '@jest/globals'
import { readSettings } from '../../src/emulator/settings.ts'
import { exchange } from './client.ts'

const MAIN = new URL('../../src/emulator/main.ts', import.meta.url).pathname
const ACCOUNTS = '[{"accountId":"77","clientId":"id","clientSecret":"secret"}]'

function start(environment: Readonly<Record<string, string>>, ...options: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...options], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function linesUntil(child: ChildProcess, last: RegExp): Promise<readonly string[]> {
  const lines: string[] = []
  if (child.stdout === null) return lines
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (last.test(line)) break
  }
  return lines
}

const exitOf = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0]

describe('the emulator alone', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says what a gateway needs, and exits with 0 on %s even while a call hangs',
    async (signal) => {
      const child = start({ PORT: '0', EMULATOR_ACCOUNTS: ACCOUNTS })
      const lines = await linesUntil(child, /LP_CLIENT_SECRET/)
      const url = /LP_DOMAIN_API_URL=(\S+)/.exec(lines.join('\n'))?.[1] ?? ''
      const fault = { endpoint: 'domain', fault: { kind: 'hang' } }
      await exchange(`${url}/__faults`, { method: 'POST', body: JSON.stringify(fault) })
      const hanging = exchange(`${url}/api/account/77/service/baseURI.json`).catch(() => 'cut')
      let pending: unknown = []
      while (JSON.stringify(pending) === '[]') {
        pending = (await exchange(`${url}/__requests`)).json
      }

      const exited = exitOf(child)
      child.kill(signal)

      expect(await exited).toBe(0)
      expect(await hanging).toBe('cut')
      expect(lines).toEqual(
        expect.arrayContaining([
          '  LP_ACCOUNT_ID=77',
          '  LP_CLIENT_ID=id',
          '  LP_CLIENT_SECRET=secret',
        ]),
      )
    },
  )

  it('explains itself with --help and exits with 0', async () => {
    const child = start({}, '--help')
    const exited = exitOf(child)
    const lines = await linesUntil(child, /certificate/)

    expect(await exited).toBe(0)
    expect(lines.join('\n')).toMatch(/PORT[^]*EMULATOR_ACCOUNTS[^]*__faults/)
  })

  it('exits with 1 when the environment is wrong', async () => {
    const child = start({ PORT: 'http' })

    expect(await exitOf(child)).toBe(1)
  })
})

describe('the environment', () => {
  it('may be empty', () => {
    const reading = readSettings({})

    expect(reading).toMatchObject({
      ok: true,
      settings: { host: '127.0.0.1', port: 4010, accounts: [{ accountId: '12345678' }], agent: {} },
    })
  })

  it('switches the agent off, and says where webhooks go', () => {
    const url = 'http://localhost:4000/webhooks/{accountId}'

    const reading = readSettings({ EMULATOR_AGENT: 'off', EMULATOR_WEBHOOK_URL: url })

    expect(reading).toMatchObject({ ok: true, settings: { agent: false, webhooks: { url } } })
  })

  it.each([
    ['EMULATOR_AGENT', 'maybe'],
    ['EMULATOR_WEBHOOK_URL', 'localhost:4000'],
  ])('does not take %s=%s', (name, value) => {
    const reading = readSettings({ [name]: value })

    expect(reading).toMatchObject({ ok: false, message: expect.stringContaining(name) })
  })

  it('is complained about as a whole', () => {
    const reading = readSettings({ PORT: '70000', EMULATOR_ACCOUNTS: '[{"accountId":"1"}]' })

    expect(reading).toEqual({
      ok: false,
      message: expect.stringMatching(/PORT[^]*clientId[^]*clientSecret/),
    })
  })

  it.each(['', '{}', '[]', 'rubbish'])('needs accounts, not "%s"', (value) => {
    const reading = readSettings({ EMULATOR_ACCOUNTS: value })

    expect(reading).toMatchObject({
      ok: false,
      message: expect.stringMatching(/EMULATOR_ACCOUNTS/),
    })
  })
})
