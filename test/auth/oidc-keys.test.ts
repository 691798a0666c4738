import { describe, expect, it } from '@jest/globals'
import { generateKeyPair } from 'jose'
import { createAuthenticator } from '../../src/auth/authenticator.ts'
import { keyPolicy, mayFetch } from '../../src/auth/issuer-keys.ts'
import type { OidcEvent, OidcOptions } from '../../src/auth/oidc.ts'
import { type OidcIssuer, startOidcIssuer } from '../support/oidc-issuer.ts'
import { refusalOf } from './refusal.ts'

const minute = 60_000
const unavailable = { code: 'IDENTITY_PROVIDER_UNAVAILABLE', http: { status: 503 } }
const ada: unknown = expect.objectContaining({ kind: 'identified', consumerId: 'ada' })

/** An issuer and a gateway's authenticator that share a clock which only the test moves. */
async function startPair(options: OidcOptions & { jwksUri?: 'configured' } = {}) {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') }
  const now = () => clock.now
  const issuer = await startOidcIssuer({ now })
  const authenticator = createAuthenticator(
    {
      mode: 'oidc',
      issuer: issuer.url,
      audience: issuer.audience,
      consumerClaim: 'sub',
      ...(options.jwksUri && { jwksUri: issuer.jwksUri }),
    },
    { now, ...options },
  )
  return {
    clock,
    issuer,
    authenticator,
    ask: async (token: string | Promise<string>) => authenticator.authenticate(bearer(await token)),
    refusal: async (token: string | Promise<string>) =>
      (await refusalOf(authenticator, bearer(await token))).extensions,
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

function mintMany(issuer: OidcIssuer, count: number, ...args: Parameters<OidcIssuer['mint']>) {
  return Promise.all(Array.from({ length: count }, () => issuer.mint(...args)))
}

describe('when the issuer may be asked for its keys', () => {
  const { refetchAfterMs, retryAfterMs } = keyPolicy

  it.each([
    ['never asked', undefined, 0, true],
    ['just answered', { at: 1000, succeeded: true }, 1000, false],
    ['answered a moment ago', { at: 1000, succeeded: true }, 999 + refetchAfterMs, false],
    ['answered a while ago', { at: 1000, succeeded: true }, 1000 + refetchAfterMs, true],
    ['failed a moment ago', { at: 1000, succeeded: false }, 999 + retryAfterMs, false],
    ['failed a while ago', { at: 1000, succeeded: false }, 1000 + retryAfterMs, true],
  ])('%s', (_, last, now, expected) => {
    expect(mayFetch(last, now)).toBe(expected)
  })
})

describe('keys of the issuer', () => {
  it('are fetched once for many tokens', async () => {
    await using pair = await startPair()
    const tokens = await mintMany(pair.issuer, 20)

    for (const token of tokens) expect(await pair.ask(token)).toEqual(ada)

    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 1 })
  })

  it('are fetched once for concurrent first calls', async () => {
    await using pair = await startPair()
    const tokens = await mintMany(pair.issuer, 20)

    const viewers = await Promise.all(tokens.map((token) => pair.ask(token)))

    expect(viewers).toEqual(Array.from({ length: 20 }, () => ada))
    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 1 })
  })

  it('are not looked for when the configuration says where they are', async () => {
    await using pair = await startPair({ jwksUri: 'configured' })

    await pair.ask(pair.issuer.mint())

    expect(pair.issuer.requests).toEqual({ discovery: 0, jwks: 1 })
  })

  it('are found by discovery below an issuer that ends in a slash', async () => {
    await using issuer = await startOidcIssuer()
    const slashed = `${issuer.url}/`
    issuer.announce(slashed)
    const authenticator = createAuthenticator({
      mode: 'oidc',
      issuer: slashed,
      audience: issuer.audience,
      consumerClaim: 'sub',
    })

    const viewer = await authenticator.authenticate(bearer(await issuer.mint({ iss: slashed })))

    expect(viewer).toEqual(ada)
  })

  it('are asked for at a bounded rate in a storm of unknown key ids', async () => {
    await using pair = await startPair()
    const { privateKey: key } = await generateKeyPair('ES256')
    const storm = async () =>
      Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          pair.refusal(pair.issuer.mint({}, { key, kid: `forged-${n}` })),
        ),
      )

    const first = await storm()
    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 1 })
    pair.clock.now += keyPolicy.refetchAfterMs
    const second = await storm()
    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 2 })

    expect(new Set([...first, ...second].map(({ code }) => code))).toEqual(
      new Set(['UNAUTHENTICATED']),
    )
  })

  it('are fetched again when a token names a key that came with a rotation', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    const ofOldKey = await pair.issuer.mint()
    await pair.issuer.rotate()
    pair.clock.now += keyPolicy.refetchAfterMs

    const viewer = await pair.ask(pair.issuer.mint())

    expect(viewer).toEqual(ada)
    expect(await pair.refusal(ofOldKey)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 2 })
  })

  it('are refreshed in the background before anybody has to wait', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    pair.clock.now += keyPolicy.refreshAfterMs
    const held = pair.issuer.hold()

    const viewer = await pair.ask(pair.issuer.mint())
    await held.arrived
    held.release()

    expect(viewer).toEqual(ada)
    expect(pair.issuer.requests.jwks).toBe(2)
  })

  it('are not used past their time, though nobody asked meanwhile', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    await pair.issuer.rotate()
    pair.clock.now += keyPolicy.trustedForMs

    expect(await pair.ask(pair.issuer.mint())).toEqual(ada)
  })
})

describe('an issuer that is down', () => {
  it.each([
    ['answers 500', { status: 500, body: {} }],
    ['answers 404', { status: 404, body: {} }],
    ['redirects', { status: 302, body: {} }],
    ['answers garbage', { body: '<html>' }],
    ['answers another document', { body: { keys: 'none' } }],
  ])('makes no token bad when it %s, and is told apart from one', async (_, answer) => {
    const events: OidcEvent[] = []
    await using pair = await startPair({ onEvent: (event) => events.push(event) })
    pair.issuer.failWith(answer)

    const refusal = await refusalOf(pair.authenticator, bearer(await pair.issuer.mint()))

    expect(refusal.extensions).toEqual(unavailable)
    expect(refusal.message).toBe('The identity provider does not answer. Try again later.')
    expect(events).toEqual([{ kind: 'keys-not-fetched', reason: expect.any(String) }])
  })

  it('is not believed when it sends a good document with 500', async () => {
    await using pair = await startPair()
    const body = { issuer: pair.issuer.url, jwks_uri: pair.issuer.jwksUri }
    pair.issuer.failWith({ status: 500, body })

    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)
    expect(pair.issuer.requests.jwks).toBe(0)
  })

  it('makes no token bad when its key set alone is garbage', async () => {
    await using pair = await startPair({ jwksUri: 'configured' })
    pair.issuer.failWith({ body: { keys: 'none' } })

    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)
  })

  it('makes no token bad when nothing listens, and the operator reads why', async () => {
    const events: OidcEvent[] = []
    await using pair = await startPair({ onEvent: (event) => events.push(event) })
    const token = await pair.issuer.mint()
    await pair.issuer[Symbol.asyncDispose]()

    expect(await pair.refusal(token)).toEqual(unavailable)
    expect(events).toEqual([
      { kind: 'keys-not-fetched', reason: expect.stringContaining('ECONNREFUSED') },
    ])
  })

  it('is one whose discovery document names another issuer', async () => {
    await using pair = await startPair()
    pair.issuer.announce('https://evil.example')

    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)
    expect(pair.issuer.requests.jwks).toBe(0)
  })

  it('is asked again at a bounded rate, and answers as soon as it can', async () => {
    await using pair = await startPair()
    pair.issuer.failWith({ status: 503, body: {} })

    for (const token of await mintMany(pair.issuer, 20)) await pair.refusal(token)
    expect(pair.issuer.requests.discovery).toBe(1)
    pair.issuer.recover()
    pair.clock.now += keyPolicy.retryAfterMs

    expect(await pair.ask(pair.issuer.mint())).toEqual(ada)
    expect(pair.issuer.requests).toEqual({ discovery: 2, jwks: 1 })
  })

  it('goes unnoticed for an hour by tokens of known keys', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    pair.issuer.failWith({ status: 503, body: {} })

    pair.clock.now += 59 * minute
    expect(await pair.ask(pair.issuer.mint())).toEqual(ada)
    pair.clock.now += minute
    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)

    pair.issuer.recover()
    pair.clock.now += keyPolicy.retryAfterMs
    expect(await pair.ask(pair.issuer.mint())).toEqual(ada)
  })

  it('leaves it open whether an unknown key is its own', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    await pair.issuer.rotate()
    pair.issuer.failWith({ status: 503, body: {} })
    pair.clock.now += keyPolicy.refetchAfterMs

    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)
  })

  it('is discovered again when its keys are no longer where they were', async () => {
    await using pair = await startPair()
    await pair.ask(pair.issuer.mint())
    pair.issuer.moveKeys()
    await pair.issuer.rotate()

    pair.clock.now += keyPolicy.refetchAfterMs
    expect(await pair.refusal(pair.issuer.mint())).toEqual(unavailable)
    pair.clock.now += keyPolicy.retryAfterMs

    expect(await pair.ask(pair.issuer.mint())).toEqual(ada)
    expect(pair.issuer.requests).toEqual({ discovery: 2, jwks: 2 })
  })

  it('keeps a caller waiting no longer than that caller allows, and others as long as they like', async () => {
    await using pair = await startPair()
    const [impatient, patient] = [await pair.issuer.mint(), await pair.issuer.mint()]
    const held = pair.issuer.hold()
    const deadline = new AbortController()

    const refusal = refusalOf(pair.authenticator, bearer(impatient), deadline.signal)
    const viewer = pair.ask(patient)
    await held.arrived
    deadline.abort()
    expect((await refusal).extensions).toEqual(unavailable)
    held.release()

    expect(await viewer).toEqual(ada)
    expect(pair.issuer.requests).toEqual({ discovery: 1, jwks: 1 })
  })

  it('is not waited for by a caller who is already gone', async () => {
    await using pair = await startPair()
    const held = pair.issuer.hold()

    const refusal = await refusalOf(
      pair.authenticator,
      bearer(await pair.issuer.mint()),
      AbortSignal.abort(),
    )
    held.release()

    expect(refusal.extensions).toEqual(unavailable)
  })
})

describe('a remembered token', () => {
  it('is not verified again, though its key is gone, until it expires', async () => {
    await using pair = await startPair()
    const token = await pair.issuer.mint()
    const first = await pair.ask(token)
    await pair.issuer.rotate()

    pair.clock.now += 59 * minute
    expect(pair.authenticator.authenticate(bearer(token))).toBe(first)
    pair.clock.now += minute + 5_000

    expect(await pair.refusal(token)).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  it('outlives an outage of the issuer', async () => {
    await using pair = await startPair()
    const token = await pair.issuer.mint({ exp: pair.clock.now / 1000 + 86_400 })
    const first = await pair.ask(token)
    pair.issuer.failWith({ status: 503, body: {} })

    pair.clock.now += 23 * 60 * minute

    expect(pair.authenticator.authenticate(bearer(token))).toBe(first)
  })

  it('makes room for newer ones', async () => {
    await using pair = await startPair({ maxRememberedTokens: 2 })
    const tokens = await mintMany(pair.issuer, 3)
    for (const token of tokens) await pair.ask(token)

    const remembered = tokens.map(
      (token) => !(pair.authenticator.authenticate(bearer(token)) instanceof Promise),
    )

    expect(remembered).toEqual([false, true, true])
  })

  it('is not mistaken for another one with the same signature', async () => {
    await using pair = await startPair()
    const token = await pair.issuer.mint()
    await pair.ask(token)
    const [header, , signature] = token.split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'eve' })).toString('base64url')

    expect(await pair.refusal(`${header}.${claims}.${signature}`)).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})
