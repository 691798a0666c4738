import { afterAll, expect } from '@jest/globals'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { liveTokens } from '../support/live-tokens.ts'
import { startOidcIssuer } from '../support/oidc-issuer.ts'
import { type Case, describeBothPaths } from './both-paths.ts'
import { ask } from './documents.ts'
import type { Site } from './site.ts'
import { post, type WireHeaders } from './wire.ts'

const issuer = await startOidcIssuer()
afterAll(() => issuer[Symbol.asyncDispose]())

type Headers = WireHeaders | Promise<WireHeaders>
type HeadersOf = (site: Site, nth: number) => Headers
const bearer = async (token: Promise<string>) => ({ authorization: `Bearer ${await token}` })
const minted =
  (...[claims, options]: Parameters<typeof issuer.mint>): HeadersOf =>
  (_, nth) =>
    bearer(issuer.mint({ sub: `ada-${nth}`, ...claims }, options))

const create = (headers: WireHeaders, input: object = {}) =>
  ask(CreateConversationDocument, { input }, headers)

function admitted(name: string, headersOf: HeadersOf, input: object = {}): Case {
  return {
    name: `${name} is served`,
    lane: 'prepared',
    send: async (site, nth) => create(await headersOf(site, nth), input),
    told: { status: 200, body: { data: { createConversation: { outcome: 'CREATED' } } } },
  }
}

function stranger(name: string, headersOf: HeadersOf): Case {
  return {
    name: `${name} is a 401, and nothing is sent`,
    lane: 'plain',
    send: async (site, nth) => create(await headersOf(site, nth)),
    reaches: [],
    told: {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: {
        errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
      },
      hides: 'Qx7Canary',
    },
  }
}

/** The answer is told in the payload or as an error: one that both give alike. */
function limited(
  name: string,
  headersOf: HeadersOf,
  input: object,
  text: RegExp,
  lane: Case['lane'] = 'prepared',
): Case {
  return {
    name,
    lane,
    send: async (site, nth) => create(await headersOf(site, nth), input),
    told: { status: 200, text },
  }
}

const notServed = { accountId: '99999999' }

/** The headers of another case, with some of them in other words. */
const changed =
  (headersOf: HeadersOf, change: (headers: WireHeaders) => WireHeaders): HeadersOf =>
  async (site, nth) => {
    const headers = await headersOf(site, nth)
    return { ...headers, ...change(headers) }
  }
const twice = changed(minted(), ({ authorization = '' }) => ({
  authorization: [authorization, authorization].flat(),
}))
const lower: HeadersOf = async (_, nth) => ({
  authorization: `bearer ${await issuer.mint({ sub: `lower-${nth}` })}`,
})
const known = await issuer.mint({ sub: 'known' })
const seenBefore = limited(
  'a token seen before is served, and replays',
  () => ({ authorization: `Bearer ${known}` }),
  { idempotencyKey: 'again' },
  /"CREATED".*"replayed":true/,
)
const longToken = () => ({ authorization: `Bearer ${'a'.repeat(9_000)}.b.c` })

describeBothPaths(
  'with oidc,',
  { AUTH_MODE: 'oidc', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: issuer.audience },
  [
    admitted('a good token', minted()),
    seenBefore,
    admitted('bearer in small letters', lower),
    limited(
      'a service with the scope may name a consumer',
      minted({ sub: 'shop', scope: 'conversations:on-behalf' }),
      { consumerId: 'bob', idempotencyKey: 'once' },
      /"CREATED".*"replayed":true/,
    ),
    stranger('no token', () => ({})),
    stranger('an empty header', () => ({ authorization: '' })),
    stranger('a word', () => ({ authorization: 'Qx7Canary' })),
    stranger('another scheme', () => ({ authorization: 'Basic Qx7Canary' })),
    stranger('garbage', () => ({ authorization: 'Bearer Qx7Canary.Qx7Canary.Qx7Canary' })),
    stranger('a token given twice', twice),
    stranger('a token that is too long', longToken),
    stranger('a token that expired', minted({ exp: 1 })),
    stranger('a token for another audience', minted({ aud: 'another' })),
    stranger('a token of another issuer', minted({ iss: 'https://evil.example' })),
    stranger('a token without a consumer', minted({ sub: undefined })),
    stranger('the header of development', () => ({ 'x-consumer-id': 'ada' })),
    stranger("LivePerson's own tokens", ({ emulator }) => liveTokens(emulator, 'ada')),
    limited(
      'who names another without the scope is refused',
      minted(),
      { consumerId: 'bob' },
      /consumerId/,
      'plain',
    ),
    limited('an account that is not served is refused', minted(), notServed, /INVALID_INPUT/),
  ],
)

const own: HeadersOf = ({ emulator }, nth) => liveTokens(emulator, `ada-${nth}`)
const without = (name: string) => changed(own, () => ({ [name]: undefined }))

describeBothPaths('with passthrough,', { AUTH_MODE: 'passthrough' }, [
  admitted("LivePerson's tokens", own),
  admitted(
    'an AppJWT with Bearer',
    changed(
      ({ emulator }, nth) => liveTokens(emulator, `bearer-${nth}`),
      ({ authorization }) => ({ authorization: `Bearer ${String(authorization)}` }),
    ),
  ),
  stranger('no token', () => ({})),
  stranger('no AppJWT', without('authorization')),
  stranger('no ConsumerJWS', without('x-lp-on-behalf')),
  stranger(
    'garbage for the AppJWT',
    changed(own, () => ({ authorization: 'Qx7Canary' })),
  ),
  stranger(
    'garbage for the ConsumerJWS',
    changed(own, () => ({ 'x-lp-on-behalf': 'Qx7Canary' })),
  ),
  stranger(
    'an AppJWT given twice',
    changed(own, ({ authorization = '' }) => ({ authorization: [authorization, 'a.b.c'].flat() })),
  ),
  stranger(
    'a ConsumerJWS given twice',
    changed(own, ({ 'x-lp-on-behalf': jws = '' }) => ({ 'x-lp-on-behalf': [jws, 'a.b.c'].flat() })),
  ),
  stranger('the header of development', () => ({ 'x-consumer-id': 'ada' })),
  limited(
    'tokens that LivePerson refuses are told in the payload',
    () => ({ authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }),
    {},
    /UPSTREAM_UNAUTHORIZED/,
  ),
  limited('an account that is not served is refused', own, notServed, /INVALID_INPUT/),
  limited(
    'who names another consumer is refused',
    own,
    { consumerId: 'bob' },
    /consumerId/,
    'plain',
  ),
])

describeBothPaths('in development,', {}, [
  admitted('a consumer by x-consumer-id', (_, nth) => ({ 'x-consumer-id': `dev-${nth}` })),
  admitted('a token that nobody asks for', (_, nth) => ({
    'x-consumer-id': `token-${nth}`,
    authorization: ['Bearer x', 'Bearer y'],
  })),
  ...['', 'two words', 'a'.repeat(257), 'ä'].map((name): Case => ({
    name: `x-consumer-id: ${JSON.stringify(name.slice(0, 9))} is refused`,
    lane: 'plain',
    send: () => post({ query: '{ __typename }' }, { 'x-consumer-id': name }),
    told: { status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } },
  })),
  limited('an account that is not served is refused', () => ({}), notServed, /INVALID_INPUT/),
])
