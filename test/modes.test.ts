import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { ConversationDocument, CreateConversationDocument } from './generated/graphql.ts'
import { liveTokens } from './support/live-tokens.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { exchange } from './support/raw-http.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const passthrough = {
  AUTH_MODE: 'passthrough',
  LP_CLIENT_ID: undefined,
  LP_CLIENT_SECRET: undefined,
}

async function create(gateway: TestGateway, headers: Record<string, string>, input = {}) {
  const { data, errors } = await gateway.execute(CreateConversationDocument, { input }, headers)
  return { payload: data?.createConversation, error: errors?.[0]?.extensions?.code }
}
async function read(gateway: TestGateway, id: string | undefined, headers: Record<string, string>) {
  const { data } = await gateway.execute(ConversationDocument, { id: id ?? '' }, headers)
  return data?.conversation?.id
}

describe('passthrough', () => {
  it("sends the caller's own tokens on, and mints none", async () => {
    await using emulator = await startEmulator()
    const tokens = await liveTokens(emulator, 'ada')
    const before = emulator.requests().length
    await using gateway = await startTestGateway(passthrough, { emulator })

    const { payload } = await create(gateway, tokens)

    expect(payload).toMatchObject({ outcome: 'CREATED' })
    expect(
      emulator
        .requests()
        .slice(before)
        .map(({ endpoint }) => endpoint),
    ).toEqual(['domain', 'conversation'])
    expect(emulator.requests('conversation')[0]?.headers).toMatchObject(tokens)
  })

  it('takes the AppJWT with Bearer too, and sends it raw', async () => {
    await using emulator = await startEmulator()
    const tokens = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })

    const bearer = { ...tokens, authorization: `Bearer ${tokens.authorization}` }
    const { payload } = await create(gateway, bearer)

    expect(payload?.outcome).toBe('CREATED')
    expect(emulator.requests('conversation')[0]?.headers.authorization).toBe(tokens.authorization)
  })

  it.each([['invalidAppJwt', 40102] as const, ['invalidConsumerJws', 40103] as const])(
    'tells of a refused token (%s), and sends nothing again',
    async (kind, errorCode) => {
      await using emulator = await startEmulator()
      const tokens = await liveTokens(emulator, 'ada')
      await using gateway = await startTestGateway(passthrough, { emulator })
      emulator.addFault({ endpoint: 'conversation', fault: { kind } })

      const { payload } = await create(gateway, tokens)

      expect(payload).toMatchObject({
        outcome: 'NOT_CREATED',
        problem: { code: 'UPSTREAM_UNAUTHORIZED', errorCode },
      })
      expect(emulator.requests('conversation')).toHaveLength(1)
    },
  )

  it('shows a conversation only to the very token that created it', async () => {
    await using emulator = await startEmulator()
    const ada = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })
    const { payload } = await create(gateway, ada)
    const id = payload?.conversation?.id

    const [head, body, signature = ''] = ada['x-lp-on-behalf'].split('.')
    const forged = { ...ada, 'x-lp-on-behalf': [head, body, signature.toLowerCase()].join('.') }

    expect(id).toBeDefined()
    expect(await read(gateway, id, ada)).toBe(id)
    expect(await read(gateway, id, forged)).toBeUndefined()
  })

  it('needs both tokens', async () => {
    await using gateway = await startTestGateway(passthrough)

    expect(await create(gateway, {})).toEqual({ error: 'UNAUTHENTICATED' })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('takes no second Authorization beside the first', async () => {
    await using emulator = await startEmulator()
    const tokens = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })
    const body = JSON.stringify({ query: '{ __typename }' })

    const { status } = await exchange(
      gateway.url,
      [
        'POST /graphql HTTP/1.1',
        'Host: gateway',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        `Authorization: ${tokens.authorization}`,
        'Authorization: a.b.c',
        `X-LP-On-Behalf: ${tokens['x-lp-on-behalf']}`,
        'Connection: close',
      ],
      body,
    )

    expect(status).toBe(401)
  })

  it('takes no other consumerId', async () => {
    await using emulator = await startEmulator()
    const tokens = await liveTokens(emulator, 'ada')
    await using gateway = await startTestGateway(passthrough, { emulator })

    expect((await create(gateway, tokens, { consumerId: 'grace' })).error).toBe('FORBIDDEN')
    expect(emulator.requests('conversation')).toEqual([])
  })
})

async function startWithOidc() {
  const issuer = await startOidcIssuer()
  const gateway = await startTestGateway({
    AUTH_MODE: 'oidc',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
  })
  const bearer = async (claims: Record<string, unknown>) => ({
    authorization: `Bearer ${await issuer.mint(claims)}`,
  })
  return {
    gateway,
    bearer,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await issuer[Symbol.asyncDispose]()
    },
  }
}

describe('oidc', () => {
  it('opens a conversation for the consumer that the token names', async () => {
    await using oidc = await startWithOidc()

    const { payload } = await create(oidc.gateway, await oidc.bearer({ sub: 'ada' }))

    expect(payload?.outcome).toBe('CREATED')
    expect(oidc.gateway.emulator.requests('consumerJws').map(({ body }) => body)).toEqual([
      '{"ext_consumer_id":"ada"}',
    ])
  })

  it('lets a consumer see its own conversation, and an on-behalf caller any', async () => {
    await using oidc = await startWithOidc()
    const ada = await oidc.bearer({ sub: 'ada' })
    const { payload } = await create(oidc.gateway, ada)
    const id = payload?.conversation?.id

    const agent = await oidc.bearer({ sub: 'shop', scope: 'openid conversations:on-behalf' })

    expect(await read(oidc.gateway, id, ada)).toBe(id)
    expect(await read(oidc.gateway, id, await oidc.bearer({ sub: 'grace' }))).toBeUndefined()
    expect(await read(oidc.gateway, id, agent)).toBe(id)
  })

  it('lets only an on-behalf caller name another consumer', async () => {
    await using oidc = await startWithOidc()
    const input = { consumerId: 'ada' }

    const grace = await create(oidc.gateway, await oidc.bearer({ sub: 'grace' }), input)
    const shop = await create(
      oidc.gateway,
      await oidc.bearer({ sub: 'shop', scope: 'conversations:on-behalf' }),
      input,
    )

    expect(grace.error).toBe('FORBIDDEN')
    expect(shop.payload?.outcome).toBe('CREATED')
    expect(oidc.gateway.emulator.requests('consumerJws').map(({ body }) => body)).toEqual([
      '{"ext_consumer_id":"ada"}',
    ])
  })

  it('is 401 without a token, and nothing is sent', async () => {
    await using oidc = await startWithOidc()

    const response = await oidc.gateway.post({ query: '{ __typename }' })

    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    })
    expect(oidc.gateway.emulator.requests()).toEqual([])
  })
})
