import { UnsecuredJWT, generateKeyPair } from 'jose'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { Headers } from './identity-operations.ts'
import type { OidcIssuer } from './oidc-issuer.ts'

export const modes = ['oidc', 'passthrough', 'development'] as const
export type Mode = (typeof modes)[number]

/** What a gateway knows of a caller, and what they ask for: a column of the matrix. */
export type Standing =
  /** Nobody: what they show proves nothing. */
  | 'stranger'
  /** The consumer `ada`, whose conversation it is. */
  | 'owner'
  /** Another consumer, who names nobody. */
  | 'other'
  /** One who may act for consumers, and names `ada` where that can be said. */
  | 'service'
  /** The same without the right to. */
  | 'pretender'
  /** `ada`, at another account that the gateway serves. */
  | 'elsewhere'
  /** `ada`, at an account that it does not serve. */
  | 'unserved'
  /** LivePerson's tokens in form, but LivePerson refuses them. */
  | 'unproved'
  /** The ConsumerJWS that opened the conversation, with an AppJWT that LivePerson refuses. */
  | 'half-proved'
  /** A header that says what it cannot mean. */
  | 'malformed'

export interface Caller {
  readonly mode: Mode
  readonly name: string
  readonly standing: Standing
  /** For whom LivePerson is asked, if it is. */
  readonly consumer?: string
  readonly consumerId?: string
  readonly accountId?: string
  readonly headers: (world: World) => Promise<Headers> | Headers
}

/** What callers make their tokens of. */
export interface World {
  readonly issuer: OidcIssuer
  readonly emulator: Emulator
  /** LivePerson's own tokens for a consumer at one of its accounts. */
  readonly liveTokens: (consumer: string, account?: number) => Promise<LiveTokens>
}

export interface LiveTokens extends Record<string, string> {
  readonly authorization: string
  readonly 'x-lp-on-behalf': string
}

const ada = { consumer: 'ada' } as const
const scope = 'openid conversations:on-behalf'
const nowSeconds = (): number => Math.floor(Date.now() / 1000)
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` })

type Mint = Parameters<OidcIssuer['mint']>
const minted =
  (...args: Mint) =>
  async ({ issuer }: World) =>
    bearer(await issuer.mint(...args))

function unsecured({ url, audience }: OidcIssuer): string {
  return new UnsecuredJWT({ sub: 'ada', iss: url, aud: audience })
    .setExpirationTime('1 hour')
    .encode()
}

const oidcStrangers: Readonly<Record<string, Caller['headers']>> = {
  'without a token': () => ({}),
  'with an empty header': () => ({ authorization: '' }),
  'with an expired token': (world) => minted({ exp: nowSeconds() - 60 })(world),
  'with a token that never expires': minted({ exp: undefined }),
  'with a token of a wrong issuer': minted({ iss: 'https://evil.example' }),
  'with a token for a wrong audience': minted({ aud: 'another-service' }),
  'with a token that is not yet valid': (world) => minted({ nbf: nowSeconds() + 600 })(world),
  'with a token of alg none': ({ issuer }) => bearer(unsecured(issuer)),
  'with a token of alg none and a signature': ({ issuer }) => bearer(`${unsecured(issuer)}c2ln`),
  'with a token of HS256 under the public key': async ({ issuer }) => {
    const key = new TextEncoder().encode(await issuer.publicKeyPem())
    return bearer(await issuer.mint({}, { alg: 'HS256', key }))
  },
  'with a token of another key under the same kid': async ({ issuer }) => {
    const { privateKey } = await generateKeyPair('RS256')
    return bearer(await issuer.mint({}, { key: privateKey }))
  },
  'with a token under an unknown kid': minted({}, { kid: 'unknown' }),
  'with a token whose claims were altered': async ({ issuer }) => {
    const token = await issuer.mint({ sub: 'eve' })
    return bearer(alter(token, { sub: 'ada' }))
  },
  'with a token without the consumer': minted({ sub: undefined }),
  'with a token whose consumer is blank': minted({ sub: ' ' }),
  'with garbage': () => bearer('garbage'),
  'with garbage in the form of a token': () => bearer('Z2Fy.YmFn.ZQ'),
  'with a good token and another scheme': async ({ issuer }) => ({
    authorization: `Basic ${await issuer.mint()}`,
  }),
  'with the header of development': () => ({ 'x-consumer-id': 'ada' }),
  "with LivePerson's own tokens": ({ liveTokens }) => liveTokens('ada'),
}

const passthroughStrangers: Readonly<Record<string, Caller['headers']>> = {
  'without a token': () => ({}),
  'without the ConsumerJWS': async ({ liveTokens }) => {
    const { authorization } = await liveTokens('ada')
    return { authorization }
  },
  'without the AppJWT': async ({ liveTokens }) => {
    const tokens = await liveTokens('ada')
    return { 'x-lp-on-behalf': tokens['x-lp-on-behalf'] }
  },
  'with garbage for the ConsumerJWS': async ({ liveTokens }) => ({
    ...(await liveTokens('ada')),
    'x-lp-on-behalf': 'garbage',
  }),
  'with garbage for the AppJWT': async ({ liveTokens }) => ({
    ...(await liveTokens('ada')),
    authorization: 'garbage',
  }),
  'with an unsigned ConsumerJWS': async ({ liveTokens }) => ({
    ...(await liveTokens('ada')),
    'x-lp-on-behalf': new UnsecuredJWT({ ext_consumer_id: 'ada' }).encode(),
  }),
  'with the header of development': () => ({ 'x-consumer-id': 'ada' }),
  'with a token of the identity provider alone': ({ issuer }) => issuer.mint().then(bearer),
}

/** The token with other claims, under the signature it had. */
function alter(token: string, claims: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const altered = JSON.stringify({ ...(said as object), ...claims })
  return [header, Buffer.from(altered).toString('base64url'), signature].join('.')
}

async function forged({ liveTokens }: World, of: keyof LiveTokens, claims: object) {
  const tokens = await liveTokens('grace')
  const own = await liveTokens('ada')
  return of === 'authorization'
    ? { ...own, authorization: alter(own.authorization, claims) }
    : { ...tokens, 'x-lp-on-behalf': alter(tokens['x-lp-on-behalf'], claims) }
}

const strangers = (
  mode: Mode,
  kinds: Readonly<Record<string, Caller['headers']>>,
): readonly Caller[] =>
  Object.entries(kinds).map(([name, headers]) => ({ mode, name, standing: 'stranger', headers }))

/** Every kind of caller. */
export const callers: readonly Caller[] = [
  ...strangers('oidc', oidcStrangers),
  { mode: 'oidc', name: 'ada', standing: 'owner', ...ada, headers: minted() },
  {
    mode: 'oidc',
    name: 'ada, naming herself',
    standing: 'owner',
    ...ada,
    consumerId: 'ada',
    headers: minted(),
  },
  {
    mode: 'oidc',
    name: 'ada, whose headers of other modes name another',
    standing: 'owner',
    ...ada,
    headers: async (world) => {
      const tokens = await world.liveTokens('grace')
      const own = await minted()(world)
      return { ...tokens, 'x-consumer-id': 'grace', ...own }
    },
  },
  {
    mode: 'oidc',
    name: 'another consumer',
    standing: 'other',
    consumer: 'grace',
    headers: minted({ sub: 'grace' }),
  },
  {
    mode: 'oidc',
    name: 'another consumer, whose headers of other modes name ada',
    standing: 'other',
    consumer: 'grace',
    headers: async (world) => {
      const tokens = await world.liveTokens('ada')
      const own = await minted({ sub: 'grace' })(world)
      return { ...tokens, 'x-consumer-id': 'ada', ...own }
    },
  },
  {
    mode: 'oidc',
    name: 'a consumer of the same name in other letters',
    standing: 'other',
    consumer: 'Ada',
    headers: minted({ sub: 'Ada' }),
  },
  {
    mode: 'oidc',
    name: 'a service with the scope, naming ada',
    standing: 'service',
    ...ada,
    consumerId: 'ada',
    headers: minted({ sub: 'shop', scope }),
  },
  {
    mode: 'oidc',
    name: 'the same without the scope',
    standing: 'pretender',
    consumerId: 'ada',
    headers: minted({ sub: 'shop' }),
  },
  {
    mode: 'oidc',
    name: 'the same with a scope that is alike',
    standing: 'pretender',
    consumerId: 'ada',
    headers: minted({ sub: 'shop', scope: 'conversations:on-behalf:none' }),
  },
  {
    mode: 'oidc',
    name: 'ada, at another account',
    standing: 'elsewhere',
    ...ada,
    accountId: '22222222',
    headers: minted(),
  },
  {
    mode: 'oidc',
    name: 'ada, at an account that is not served',
    standing: 'unserved',
    ...ada,
    accountId: '99999999',
    headers: minted(),
  },

  ...strangers('passthrough', passthroughStrangers),
  {
    mode: 'passthrough',
    name: 'ada',
    standing: 'owner',
    ...ada,
    headers: ({ liveTokens }) => liveTokens('ada'),
  },
  {
    mode: 'passthrough',
    name: 'ada, with Bearer',
    standing: 'owner',
    ...ada,
    headers: async ({ liveTokens }) => {
      const tokens = await liveTokens('ada')
      return { ...tokens, ...bearer(tokens.authorization) }
    },
  },
  {
    mode: 'passthrough',
    name: 'another consumer',
    standing: 'other',
    consumer: 'grace',
    headers: ({ liveTokens }) => liveTokens('grace'),
  },
  {
    mode: 'passthrough',
    name: 'another consumer, whose header of development names ada',
    standing: 'other',
    consumer: 'grace',
    headers: async ({ liveTokens }) => ({
      ...(await liveTokens('grace')),
      'x-consumer-id': 'ada',
    }),
  },
  {
    mode: 'passthrough',
    name: 'another consumer, naming ada',
    standing: 'pretender',
    consumerId: 'ada',
    headers: ({ liveTokens }) => liveTokens('grace'),
  },
  {
    mode: 'passthrough',
    name: 'with a ConsumerJWS that claims to be of ada',
    standing: 'unproved',
    headers: (world) => forged(world, 'x-lp-on-behalf', { ext_consumer_id: 'ada' }),
  },
  {
    mode: 'passthrough',
    name: 'with a ConsumerJWS that claims to be of ada, naming her',
    standing: 'unproved',
    consumerId: 'ada',
    headers: (world) => forged(world, 'x-lp-on-behalf', { ext_consumer_id: 'ada' }),
  },
  {
    mode: 'passthrough',
    name: 'ada of another account',
    standing: 'unproved',
    headers: ({ liveTokens }) => liveTokens('ada', 1),
  },
  {
    mode: 'passthrough',
    name: 'ada, with an AppJWT of altered claims',
    standing: 'half-proved',
    headers: (world) => forged(world, 'authorization', { scope: 'everything' }),
  },
  {
    mode: 'passthrough',
    name: 'ada, at an account that is not served',
    standing: 'unserved',
    ...ada,
    accountId: '99999999',
    headers: ({ liveTokens }) => liveTokens('ada'),
  },

  {
    mode: 'development',
    name: 'nobody in particular, naming ada',
    standing: 'service',
    ...ada,
    consumerId: 'ada',
    headers: () => ({}),
  },
  {
    mode: 'development',
    name: 'ada, by x-consumer-id',
    standing: 'service',
    ...ada,
    headers: () => ({ 'x-consumer-id': 'ada' }),
  },
  {
    mode: 'development',
    name: 'another one by x-consumer-id, naming ada',
    standing: 'service',
    ...ada,
    consumerId: 'ada',
    headers: () => ({ 'x-consumer-id': 'grace' }),
  },
  {
    mode: 'development',
    name: 'with a blank in x-consumer-id',
    standing: 'malformed',
    headers: () => ({ 'x-consumer-id': 'ada lovelace' }),
  },
  {
    mode: 'development',
    name: 'ada, at an account that is not served',
    standing: 'unserved',
    ...ada,
    accountId: '99999999',
    headers: () => ({ 'x-consumer-id': 'ada' }),
  },
]
