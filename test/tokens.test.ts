import { describe, expect, it } from '@jest/globals'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

let consumers = 0

async function create(gateway: TestGateway, consumer = `consumer-${consumers++}`) {
  const { data } = await gateway.execute(
    CreateConversationDocument,
    { input: {} },
    { 'x-consumer-id': consumer },
  )
  return data?.createConversation
}
const calls = (emulator: Emulator, endpoint: Parameters<Emulator['requests']>[0]) =>
  emulator.requests(endpoint).length

describe('the AppJWT', () => {
  it('is minted once for concurrent creates that were refused with the old one', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)
    gateway.emulator.revokeAppJwts()

    const created = await Promise.all(Array.from({ length: 20 }, () => create(gateway)))

    expect(created.every((payload) => payload?.outcome === 'CREATED')).toBe(true)
    expect(calls(gateway.emulator, 'appJwt')).toBe(2)
  })

  it('is renewed in the background before it expires, and nobody waits for that', async () => {
    // Half of its two seconds of life away from its end counts as early.
    await using emulator = await startEmulator({ appJwtLifetimeSeconds: 2 })
    await using gateway = await startTestGateway({}, { emulator })
    await create(gateway, 'ada')
    const renewal = emulator.holdNext('appJwt')

    // Each refused create of one consumer is a use of the token; one of them starts the renewal.
    const renewing = renewal.arrived.then(() => true)
    const outcomes: (string | undefined)[] = []
    while (!(await Promise.race([renewing, Promise.resolve(false)]))) {
      outcomes.push((await create(gateway, 'ada'))?.problem?.code)
    }
    renewal.release()

    expect(new Set(outcomes)).toEqual(new Set(['CONVERSATION_ALREADY_OPEN']))
    expect(calls(emulator, 'appJwt')).toBe(2)
  })

  it('that is still valid serves on while its renewal fails', async () => {
    await using emulator = await startEmulator({ appJwtLifetimeSeconds: 600 })
    await using gateway = await startTestGateway({}, { emulator })
    await create(gateway)
    emulator.addFault({ endpoint: 'appJwt', count: 'always', fault: { kind: 'reset' } })

    expect((await create(gateway))?.outcome).toBe('CREATED')
  })

  it('of one account is not used for another', async () => {
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
      },
      { emulator },
    )

    for (const { accountId } of accounts) {
      const { data } = await gateway.execute(CreateConversationDocument, { input: { accountId } })
      expect(data?.createConversation.outcome).toBe('CREATED')
    }

    expect(emulator.requests('appJwt').map(({ accountId }) => accountId)).toEqual([
      '11111111',
      '22222222',
    ])
  })
})

describe('the ConsumerJWS', () => {
  it('is minted once for each consumer', async () => {
    await using gateway = await startTestGateway()

    for (const consumer of ['ada', 'ada', 'grace', 'ada']) await create(gateway, consumer)

    const minted = gateway.emulator.requests('consumerJws').map(({ body }) => JSON.parse(body))
    expect(minted).toEqual([{ ext_consumer_id: 'ada' }, { ext_consumer_id: 'grace' }])
  })

  it('is minted with a new AppJWT when idp refuses the old one', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)
    gateway.emulator.revokeAppJwts()

    expect((await create(gateway))?.outcome).toBe('CREATED')
    expect(calls(gateway.emulator, 'appJwt')).toBe(2)
  })
})

describe('hosts', () => {
  it('that were looked up serve on while the Domain API is down', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)
    gateway.emulator.addFault({ endpoint: 'domain', count: 'always', fault: { kind: 'reset' } })

    expect((await create(gateway))?.outcome).toBe('CREATED')
  })
})

describe('a deadline', () => {
  it('that the caller shortens ends the wait for a token, and nothing is sent', async () => {
    await using gateway = await startTestGateway()
    const mint = gateway.emulator.holdNext('appJwt')

    const { data } = await gateway.execute(
      CreateConversationDocument,
      { input: {} },
      { 'x-request-timeout-ms': '300' },
    )
    mint.release()

    expect(data?.createConversation).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    })
    expect(calls(gateway.emulator, 'conversation')).toBe(0)
  })

  it('of one caller does not end the mint that another waits for', async () => {
    await using gateway = await startTestGateway()
    const mint = gateway.emulator.holdNext('appJwt')
    const impatient = gateway.execute(
      CreateConversationDocument,
      { input: {} },
      { 'x-consumer-id': 'impatient', 'x-request-timeout-ms': '300' },
    )
    const patient = create(gateway)

    expect((await impatient).data?.createConversation.outcome).toBe('NOT_CREATED')
    mint.release()

    expect((await patient)?.outcome).toBe('CREATED')
    expect(calls(gateway.emulator, 'appJwt')).toBe(1)
  })
})
