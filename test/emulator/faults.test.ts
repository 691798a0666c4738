import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Fault } from '../../src/emulator/emulator.ts'
import {
  ACCOUNT,
  appJwtPath,
  batchOf,
  type Client,
  DOMAINS,
  eventOf,
  type Headers,
  INVALID_APP_JWT,
  INVALID_CONSUMER_JWS,
  OTHER,
  profileOf,
  requestOf,
  startClient,
} from './client.ts'

let client: Client
let ada: Headers
beforeAll(async () => {
  client = await startClient()
  ada = await client.authorize('ada')
})
beforeEach(() => client.emulator.reset())
afterAll(() => client[Symbol.asyncDispose]())

const addFault = (fault: Fault['fault'], rest: Partial<Fault> = {}): void =>
  client.emulator.addFault({ endpoint: 'conversation', ...rest, fault })

const statusOf = async (path = DOMAINS): Promise<number> => (await client.get(path)).status

describe('a fault that answers', () => {
  it.each<[name: string, fault: Fault['fault'], expected: object]>([
    [
      'reply with JSON',
      { kind: 'reply', status: 503, headers: { 'retry-after': '7' }, body: { down: true } },
      { status: 503, json: { down: true }, headers: { 'retry-after': '7' } },
    ],
    [
      'reply with text',
      { kind: 'reply', status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>' },
      { status: 502, text: '<h1>', headers: { 'content-type': 'text/html' } },
    ],
    ['throttle', { kind: 'throttle' }, { status: 429 }],
    [
      'throttle with Retry-After',
      { kind: 'throttle', retryAfter: 2 },
      { status: 429, headers: { 'retry-after': '2' } },
    ],
    ['garbage', { kind: 'garbage' }, { status: 200, json: undefined }],
    ['invalidAppJwt', { kind: 'invalidAppJwt' }, { status: 401, json: INVALID_APP_JWT }],
    [
      'invalidConsumerJws',
      { kind: 'invalidConsumerJws' },
      { status: 401, json: INVALID_CONSUMER_JWS },
    ],
  ])('takes the place of the effect: %s', async (_, fault, expected) => {
    addFault(fault)

    const reply = await client.open(ada)

    expect(reply).toMatchObject(expected)
    expect(client.emulator.conversations()).toEqual([])
  })

  it.each<[Fault['fault'], number]>([
    [{ kind: 'reply', status: 500, body: '' }, 500],
    [{ kind: 'throttle' }, 429],
    [{ kind: 'garbage' }, 200],
    [{ kind: 'invalidAppJwt' }, 401],
  ])('takes the place of the answer, after the effect: %p', async (fault, expected) => {
    addFault(fault, { phase: 'after' })

    const { status, json } = await client.open(ada)

    expect(status).toBe(expected)
    expect(json).not.toEqual(expect.any(Array))
    expect(client.emulator.conversations()).toHaveLength(1)
  })

  it('says Retry-After only when told to', async () => {
    addFault({ kind: 'throttle' })

    const { headers } = await client.open(ada)

    expect(headers).not.toHaveProperty('retry-after')
  })
})

describe('a fault that is slow', () => {
  it.each(['before', 'after'] as const)('answers late but truly, %s', async (phase) => {
    addFault({ kind: 'slow', delayMs: 30 }, { phase })

    const startedAt = performance.now()
    const { status } = await client.open(ada)

    // timers may fire a fraction of a millisecond early
    expect(performance.now() - startedAt).toBeGreaterThan(28)
    expect(status).toBe(200)
    expect(client.emulator.conversations()).toHaveLength(1)
  })
})

describe('a fault that refuses one item', () => {
  const refusal = { kind: 'refuseItem', code: 'INTERNAL_SERVER_ERROR', message: 'no' } as const
  const refused = { code: 'INTERNAL_SERVER_ERROR', body: { msg: 'no' } }

  it('leaves the conversation when the profile is refused', async () => {
    addFault({ ...refusal, type: 'userprofile.SetUserProfile' })

    const batch = batchOf(profileOf({ firstName: 'Ada' }), requestOf(), eventOf())
    const { status, json } = await client.open(ada, batch)

    expect(status).toBe(200)
    expect(json).toMatchObject([{ ...refused, reqId: 'a' }, { code: 'OK' }, { code: 'OK' }])
    expect(client.emulator.conversations()).toMatchObject([{ profile: {} }])
    expect(client.emulator.conversations()[0]?.profile).toEqual({})
  })

  it('leaves no conversation when that is refused, and no dialog for the message', async () => {
    addFault({ ...refusal, type: 'cm.ConsumerRequestConversation' })

    const { status, json } = await client.open(ada, batchOf(profileOf(), requestOf(), eventOf()))

    expect(status).toBe(400)
    expect(json).toMatchObject([
      { code: 'OK' },
      { ...refused, reqId: 'b' },
      { code: 'BAD_REQUEST', reqId: 'c' },
    ])
    expect(client.emulator.conversations()).toEqual([])
  })

  it('leaves an empty conversation when the message is refused', async () => {
    addFault({ ...refusal, type: 'ms.PublishEvent' })

    const { status, json } = await client.open(ada, batchOf(profileOf(), requestOf(), eventOf()))

    expect(status).toBe(200)
    expect(json).toMatchObject([{ code: 'OK' }, { code: 'OK' }, { ...refused, reqId: 'c' }])
    expect(client.emulator.conversations()).toMatchObject([{ dialogs: [{ messages: [] }] }])
  })
})

describe('the choice of a fault', () => {
  it('strikes once by default', async () => {
    addFault({ kind: 'throttle' }, { endpoint: 'domain' })

    expect([await statusOf(), await statusOf()]).toEqual([429, 200])
  })

  it('strikes as often as told', async () => {
    addFault({ kind: 'throttle' }, { endpoint: 'domain', count: 2 })

    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([429, 429, 200])
  })

  it('strikes always until cleared', async () => {
    addFault({ kind: 'throttle' }, { endpoint: 'domain', count: 'always' })

    const struck = [await statusOf(), await statusOf(), await statusOf()]
    client.emulator.clearFaults()

    expect([...struck, await statusOf()]).toEqual([429, 429, 429, 200])
  })

  it('strikes in the order of the faults, one per call', async () => {
    addFault({ kind: 'throttle' }, { endpoint: 'domain' })
    addFault({ kind: 'reply', status: 503, body: '' }, { endpoint: 'domain' })

    expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([429, 503, 200])
  })

  it('strikes only the account it names', async () => {
    addFault({ kind: 'throttle' }, { endpoint: 'domain', accountId: ACCOUNT })

    const other = DOMAINS.replace(ACCOUNT, OTHER.accountId)

    expect([await statusOf(other), await statusOf()]).toEqual([200, 429])
  })

  it.each([
    ['domain', 'GET', DOMAINS],
    ['appJwt', 'POST', appJwtPath(ACCOUNT)],
    ['consumerJws', 'POST', `/api/account/${ACCOUNT}/consumer`],
    ['conversation', 'POST', `/api/account/${ACCOUNT}/messaging/consumer/conversation`],
    ['send', 'POST', `/api/account/${ACCOUNT}/messaging/consumer/conversation/send`],
    ['login', 'POST', `/api/account/${ACCOUNT}/login`],
    ['installations', 'GET', `/api/account/${ACCOUNT}/configuration/app-install/installations`],
  ] as const)('strikes %s at %s %s', async (endpoint, method, path) => {
    addFault({ kind: 'reply', status: 418, body: '' }, { endpoint })

    const { status } = await (method === 'GET' ? client.get(path) : client.post(path))

    expect(status).toBe(418)
  })
})

describe('POST /__faults', () => {
  it('adds a fault, lists it with its defaults, and DELETE clears it', async () => {
    const fault = { endpoint: 'domain', fault: { kind: 'throttle' } }

    const added = await client.post('/__faults', fault)
    const listed = await client.get('/__faults')
    const cleared = await client.delete('/__faults')
    const left = await client.get('/__faults')

    expect(added.status).toBe(201)
    expect(listed.json).toEqual([{ ...fault, count: 1, phase: 'before' }])
    expect(added.json).toEqual(listed.json)
    expect(cleared.status).toBe(204)
    expect(left.json).toEqual([])
  })

  it('makes the next call fail', async () => {
    await client.post('/__faults', { endpoint: 'domain', fault: { kind: 'throttle' } })

    const { status } = await client.get(DOMAINS)

    expect(status).toBe(429)
  })

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /expected a JSON body/],
    ['no endpoint', { fault: { kind: 'hang' } }, /endpoint/],
    ['an unknown endpoint', { endpoint: 'moon', fault: { kind: 'hang' } }, /endpoint/],
    ['an unknown kind', { endpoint: 'send', fault: { kind: 'explode' } }, /fault\.kind/],
    ['a count of 0', { endpoint: 'send', count: 0, fault: { kind: 'hang' } }, /count/],
    ['an unknown phase', { endpoint: 'send', phase: 'mid', fault: { kind: 'hang' } }, /phase/],
    ['a status of 99', { endpoint: 'send', fault: { kind: 'reply', status: 99 } }, /fault\.status/],
    ['no delay', { endpoint: 'send', fault: { kind: 'slow' } }, /fault\.delayMs/],
    ['a misspelt field', { endpoint: 'send', fualt: {}, fault: { kind: 'hang' } }, /fualt/],
    [
      'an unknown mangling',
      { endpoint: 'conversation', fault: { kind: 'mangle', how: 'fold' } },
      /fault\.how/,
    ],
    [
      'a mangled token',
      { endpoint: 'appJwt', fault: { kind: 'mangle', how: 'reverse' } },
      /need the endpoint "conversation"/,
    ],
  ])('answers 400 to %s and says where', async (_, body, message) => {
    const { status, json } = await client.post('/__faults', body)

    expect(status).toBe(400)
    expect(json).toEqual({ error: { message: expect.stringMatching(message) } })
    expect(client.emulator.faults()).toEqual([])
  })
})

it('refuses a wrong fault in the process as it does over HTTP', () => {
  expect(() => addFault({ kind: 'slow', delayMs: -1 })).toThrow(/fault\.delayMs/)
})
