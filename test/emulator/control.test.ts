import { describe, expect, it } from '@jest/globals'
import { appJwtPath, ACCOUNT, DOMAINS, INVALID_APP_JWT, startClient } from './client.ts'

describe('the request log', () => {
  it('tells each request as it came, in order', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')
    const before = Date.now()
    await client.open({ ...headers, 'X-Odd': 'yes' }, '[ ]')

    const { json } = await client.get('/__requests?endpoint=conversation')

    expect(json).toEqual([
      {
        endpoint: 'conversation',
        accountId: ACCOUNT,
        method: 'POST',
        path: `/api/account/${ACCOUNT}/messaging/consumer/conversation`,
        query: { v: '3' },
        headers: expect.objectContaining({ ...headers, 'x-odd': 'yes' }),
        body: '[ ]',
        status: 400,
        at: expect.any(Number),
      },
    ])
    expect(client.emulator.requests('conversation')).toEqual(json)
    expect(client.emulator.requests('conversation')[0]?.at).toBeGreaterThanOrEqual(before)
    expect(client.emulator.requests().map(({ endpoint }) => endpoint)).toEqual([
      'appJwt',
      'appJwt',
      'consumerJws',
      'conversation',
    ])
  })

  it('keeps the newest only', async () => {
    await using client = await startClient({ requestLogLimit: 2 })
    for (const n of [1, 2, 3]) await client.get(`${DOMAINS}&n=${n}`)

    const kept = client.emulator.requests().map(({ query }) => query['n'])

    expect(kept).toEqual(['2', '3'])
  })

  it('can be switched off', async () => {
    await using client = await startClient({ requestLogLimit: 0 })
    await client.get(DOMAINS)

    const { json } = await client.get('/__requests')

    expect(json).toEqual([])
  })

  it('knows no status for a call without answer', async () => {
    await using client = await startClient()
    client.emulator.addFault({ endpoint: 'domain', fault: { kind: 'reset' } })
    await client.get(DOMAINS).catch(() => undefined)

    expect(client.emulator.requests('domain')).toMatchObject([{ status: undefined }])
  })

  it('answers 400 to an endpoint that does not exist', async () => {
    await using client = await startClient()

    const { status } = await client.get('/__requests?endpoint=moon')

    expect(status).toBe(400)
  })
})

describe('the conversations', () => {
  it('are told alike in the process and over HTTP', async () => {
    await using client = await startClient()
    await client.open(await client.authorize('ada'))

    const { json } = await client.get('/__conversations')

    expect(json).toHaveLength(1)
    expect(json).toEqual(client.emulator.conversations())
  })
})

describe('reset', () => {
  it.each(['in the process', 'over HTTP'])('forgets everything but tokens, %s', async (way) => {
    await using client = await startClient()
    const headers = await client.authorize('ada')
    await client.open(headers)
    client.emulator.addFault({ endpoint: 'conversation', fault: { kind: 'throttle' } })

    if (way === 'over HTTP') await client.post('/__reset')
    else client.emulator.reset()

    expect(client.emulator.requests()).toEqual([])
    expect(client.emulator.conversations()).toEqual([])
    expect(client.emulator.faults()).toEqual([])
    expect((await client.open(headers)).status).toBe(200)
  })
})

describe('an AppJWT', () => {
  it('expires when its lifetime is over', async () => {
    await using client = await startClient({ appJwtLifetimeSeconds: 60 })
    const headers = await client.authorize('ada')

    client.emulator.advanceClock(59)
    const inTime = await client.open(headers)
    await client.post('/__clock', { advanceSeconds: 2 })
    const late = await client.open(headers)

    expect(inTime.status).toBe(200)
    expect(late.status).toBe(401)
    expect(late.json).toEqual(INVALID_APP_JWT)
  })

  it.each(['in the process', 'over HTTP'])('is refused once revoked, %s', async (way) => {
    await using client = await startClient()
    const headers = await client.authorize('ada')

    if (way === 'over HTTP') await client.post('/__revoke')
    else client.emulator.revokeAppJwts()

    const revoked = await client.open(headers)
    const anew = await client.open({ ...headers, authorization: await client.mintAppJwt() })

    expect(revoked.json).toEqual(INVALID_APP_JWT)
    expect(anew.status).toBe(200)
  })

  it('stays revoked after a reset', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')
    client.emulator.revokeAppJwts()

    client.emulator.reset()

    expect((await client.open(headers)).status).toBe(401)
  })
})

it('does not let its clock go back', async () => {
  await using client = await startClient()

  const { status } = await client.post('/__clock', { advanceSeconds: -1 })

  expect(status).toBe(400)
})

it('answers 404 to a path that LivePerson does not have', async () => {
  await using client = await startClient()

  const replies = [await client.get('/'), await client.get(appJwtPath(ACCOUNT))]

  expect(replies.map(({ status }) => status)).toEqual([404, 404])
})
