import { describe, expect, it } from '@jest/globals'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

let consumers = 0

async function create(
  gateway: TestGateway,
  { accountId, timeoutMs }: { readonly accountId?: string; readonly timeoutMs?: number } = {},
) {
  const { data } = await gateway.execute(
    CreateConversationDocument,
    { input: { accountId: accountId ?? null } },
    {
      'x-consumer-id': `consumer-${consumers++}`,
      ...(timeoutMs !== undefined && { 'x-request-timeout-ms': String(timeoutMs) }),
    },
  )
  return data?.createConversation
}
const posts = (emulator: Emulator) => emulator.requests('conversation').length
const failing = { kind: 'reply', status: 503, body: '' } as const

describe('an upstream that keeps failing', () => {
  it('is left alone: further creates are refused at once, and not sent', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'conversation', count: 'always', fault: failing })

    const answers = []
    for (let call = 0; call < 12; call++) answers.push(await create(gateway))

    const sent = posts(gateway.emulator)
    expect(sent).toBeLessThan(12)
    expect(answers.slice(0, sent).every((answer) => answer?.outcome === 'UNKNOWN')).toBe(true)
    expect(answers.slice(sent)).toEqual(
      answers.slice(sent).map(() =>
        expect.objectContaining({
          outcome: 'NOT_CREATED',
          problem: expect.objectContaining({
            code: 'UPSTREAM_UNAVAILABLE',
            retryable: true,
            retryAfterMs: 1000,
          }),
        }),
      ),
    )
  })

  it('is probed with one create after a while, and used again once that works', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'conversation', count: 'always', fault: failing })
    while ((await create(gateway))?.outcome === 'UNKNOWN');
    const sentWhileFailing = posts(gateway.emulator)
    gateway.emulator.clearFaults()

    let answer = await create(gateway)
    while (answer?.outcome === 'NOT_CREATED') answer = await create(gateway)

    expect(answer?.outcome).toBe('CREATED')
    expect(posts(gateway.emulator)).toBe(sentWhileFailing + 1)
  })

  it('is not what refuses inputs and tokens: 4xx leave it open', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({
      endpoint: 'conversation',
      count: 20,
      fault: { kind: 'reply', status: 400, body: '' },
    })
    for (let call = 0; call < 20; call++) await create(gateway)

    expect((await create(gateway))?.outcome).toBe('CREATED')
  })

  it('is not what callers in a hurry make of it', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)
    gateway.emulator.addFault({ endpoint: 'conversation', count: 20, fault: { kind: 'hang' } })
    for (let call = 0; call < 20; call++) await create(gateway, { timeoutMs: 30 })

    gateway.emulator.clearFaults()
    expect((await create(gateway))?.outcome).toBe('CREATED')
  })
})

describe('an account whose upstream hangs', () => {
  it('does not hold up another, however many of its creates are under way', async () => {
    const accounts = ['11111111', '22222222'].map((accountId) => ({
      accountId,
      clientId: `client-${accountId}`,
      clientSecret: `secret-${accountId}`,
    }))
    await using emulator = await startEmulator({ accounts })
    await using gateway = await startTestGateway(
      {
        LP_ACCOUNT_ID: undefined,
        LP_CLIENT_ID: undefined,
        LP_CLIENT_SECRET: undefined,
        LP_ACCOUNTS_FILE: new URL('support/two-accounts.json', import.meta.url).pathname,
        UPSTREAM_TIMEOUT_MS: '15000',
      },
      { emulator },
    )
    emulator.addFault({
      endpoint: 'conversation',
      accountId: '11111111',
      count: 'always',
      fault: { kind: 'hang' },
    })

    let hanging = 0
    const settled: (string | undefined)[] = []
    const stuck = Array.from({ length: 500 }, async () => {
      hanging += 1
      const answer = await create(gateway, { accountId: '11111111' })
      hanging -= 1
      settled.push(answer?.problem?.code)
    })
    const other = await create(gateway, { accountId: '22222222' })
    const stillHanging = hanging
    emulator.reset()
    await Promise.all(stuck)

    expect(other?.outcome).toBe('CREATED')
    expect(stillHanging).toBeGreaterThan(0)
    // 200 under way and 200 waiting: the rest was told at once.
    expect(settled.filter((code) => code === 'UPSTREAM_UNAVAILABLE').length).toBeGreaterThanOrEqual(
      100,
    )
    expect(settled).toHaveLength(500)
  })
})
