import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { liveTokens } from './support/live-tokens.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { openConversation } from './support/conversations.ts'
import { inConversation, mutate, sends } from './support/send.ts'
import { startTestGateway } from './support/start.ts'

const names = Object.keys(inConversation) as (keyof typeof inConversation)[]

/** A gateway where each caller is one consumer, unless their token says more. */
async function startWithOidc() {
  const issuer = await startOidcIssuer()
  const gateway = await startTestGateway({
    AUTH_MODE: 'oidc',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
  })
  return {
    gateway,
    as: async (sub: string, scope?: string) => ({
      authorization: `Bearer ${await issuer.mint({ sub, ...(scope !== undefined && { scope }) })}`,
    }),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await issuer[Symbol.asyncDispose]()
    },
  }
}

describe("another consumer's conversation", () => {
  it.each(names)('is not found by %s, and nothing is sent', async (name) => {
    await using oidc = await startWithOidc()
    const { gateway } = oidc
    const ada = await oidc.as('ada')
    const input = inConversation[name](await openConversation(gateway, ada))

    const told = await mutate(gateway, name, input, await oidc.as('grace'))
    const own = await mutate(gateway, name, input, ada)

    expect(told.problem).toMatchObject({
      __typename: 'NotFound',
      code: 'NOT_FOUND',
      retryable: false,
    })
    expect(told.result?.__typename ?? 'RequestNotPerformed').toBe('RequestNotPerformed')
    expect(told.conversation ?? told.uploadUrl ?? null).toBeNull()
    expect(own.problem).toBeNull()
    expect(sends(gateway)).toBe(1)
  })

  it('is not found with a key either, and the key stays free', async () => {
    await using oidc = await startWithOidc()
    const { gateway } = oidc
    const ada = await oidc.as('ada')
    const message = inConversation.sendMessage(await openConversation(gateway, ada))
    const input = { ...message, idempotencyKey: 'k' }

    const told = await mutate(gateway, 'sendMessage', input, await oidc.as('grace'))
    const own = await mutate(gateway, 'sendMessage', input, ada)

    expect(told).toMatchObject({ problem: { code: 'NOT_FOUND' }, replayed: false })
    expect(own).toMatchObject({ problem: null, replayed: false })
  })
})

it.each(names)('a conversation that nobody knows is not found by %s', async (name) => {
  await using gateway = await startTestGateway()

  const told = await mutate(gateway, name, inConversation[name]('nobody-knows'))

  expect(told.problem).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' })
  expect(gateway.emulator.requests()).toEqual([])
})

it('a conversation of an account that is no longer served is not found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => rm(folder, { recursive: true }))
  const env = { STORE_URL: `sqlite:${folder}/gateway.db` }
  await using before = await startTestGateway(env)
  const conversationId = await openConversation(before)
  await using after = await startTestGateway(
    { ...env, LP_ACCOUNT_ID: '87654321' },
    { emulator: before.emulator },
  )

  const told = await mutate(after, 'sendMessage', inConversation.sendMessage(conversationId))

  expect(told.problem?.code).toBe('NOT_FOUND')
  expect(sends(after)).toBe(0)
})

describe('a caller that acts for consumers', () => {
  it.each(names)("calls %s with the consumer's own token", async (name) => {
    await using oidc = await startWithOidc()
    const { gateway } = oidc
    const input = inConversation[name](await openConversation(gateway, await oidc.as('ada')))

    const told = await mutate(
      gateway,
      name,
      input,
      await oidc.as('shop', 'conversations:on-behalf'),
    )

    expect(told.problem).toBeNull()
    expect(gateway.emulator.requests('consumerJws').map(({ body }) => body)).toEqual([
      '{"ext_consumer_id":"ada"}',
    ])
    expect(sends(gateway)).toBe(1)
  })

  it('shares the keys of the consumer it acts for', async () => {
    await using oidc = await startWithOidc()
    const { gateway } = oidc
    const ada = await oidc.as('ada')
    const message = inConversation.sendMessage(await openConversation(gateway, ada))
    const input = { ...message, idempotencyKey: 'k' }
    await mutate(gateway, 'sendMessage', input, ada)

    const shop = await oidc.as('shop', 'conversations:on-behalf')
    const told = await mutate(gateway, 'sendMessage', input, shop)

    expect(told.replayed).toBe(true)
  })
})

describe('in passthrough', () => {
  const passthrough = {
    AUTH_MODE: 'passthrough',
    LP_CLIENT_ID: undefined,
    LP_CLIENT_SECRET: undefined,
  }

  it.each(names)("%s goes out with the caller's own tokens, and none are minted", async (name) => {
    await using emulator = await startEmulator()
    const ada = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })
    const conversationId = await openConversation(gateway, ada)
    const minted = emulator.requests('appJwt').length

    const told = await mutate(gateway, name, inConversation[name](conversationId), ada)

    expect(told.problem).toBeNull()
    expect(emulator.requests('send')[0]?.headers).toMatchObject(ada)
    expect(emulator.requests('appJwt')).toHaveLength(minted)
  })

  it('another token finds nothing, whatever it claims', async () => {
    await using emulator = await startEmulator()
    const ada = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })
    const input = inConversation.sendMessage(await openConversation(gateway, ada))
    const [head, body, signature = ''] = ada['x-lp-on-behalf'].split('.')
    const forged = { ...ada, 'x-lp-on-behalf': [head, body, signature.toLowerCase()].join('.') }

    const told = await mutate(gateway, 'sendMessage', input, forged)
    const other = await mutate(gateway, 'sendMessage', input, await liveTokens(emulator, 'eve'))

    expect([told, other].map(({ problem }) => problem?.code)).toEqual(['NOT_FOUND', 'NOT_FOUND'])
    expect(sends(gateway)).toBe(0)
  })

  it('a refused token is told, and nothing is sent again', async () => {
    await using emulator = await startEmulator()
    const ada = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })
    const input = inConversation.sendMessage(await openConversation(gateway, ada))
    emulator.addFault({ endpoint: 'send', fault: { kind: 'invalidAppJwt' } })

    const told = await mutate(gateway, 'sendMessage', input, ada)

    expect(told).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'UPSTREAM_UNAUTHORIZED', errorCode: 40102 },
    })
    expect(sends(gateway)).toBe(1)
  })
})
