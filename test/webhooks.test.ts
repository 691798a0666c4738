import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type EmulatorAccount, startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { openConversation, readConversation } from './support/conversations.ts'
import { startReplica, toEnvironment } from './support/replica.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { until } from './support/until.ts'
import { changeNotification, postWebhook, sign, textNotification } from './support/webhooks.ts'

const accountsFile = new URL('support/two-accounts.json', import.meta.url)
const accounts = ['11111111', '22222222'].map((accountId) => ({
  accountId,
  clientId: `client-${accountId}`,
  clientSecret: `secret-${accountId}`,
})) as unknown as readonly [EmulatorAccount, EmulatorAccount]

let parts = new AsyncDisposableStack()
afterEach(async () => {
  await parts.disposeAsync()
  parts = new AsyncDisposableStack()
})

async function start(env: Readonly<Record<string, string | undefined>> = {}): Promise<TestGateway> {
  return parts.use(await startTestGateway(env))
}

/** As soon as there are as many events. */
const eventsOf = (gateway: TestGateway, id: string, count: number) =>
  until(
    () => readConversation(gateway, id),
    ({ events }) => events.length >= count,
  )

async function metricsOf({ url }: TestGateway): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

describe('a webhook', () => {
  test('that is signed is answered 200, and what it tells is in the conversation', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    const response = await postWebhook(gateway, textNotification(id, 0, 'Grüße 👋'))
    expect(response.status).toBe(200)
    const { events } = await eventsOf(gateway, id, 1)
    expect(events).toEqual([
      {
        __typename: 'MessageEvent',
        cursor: expect.any(String),
        conversationId: id,
        dialogId: id,
        at: '2023-11-14T22:13:20.000Z',
        sequence: 0,
        from: 'ASSIGNED_AGENT',
        participantId: 'agent-1',
        content: { __typename: 'TextContent', text: 'Grüße 👋', quickReplies: null },
      },
    ])
  })

  test('may be signed with SHA-256', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    const body = textNotification(id, 0, 'hi')
    const signature = { 'x-liveperson-signature': sign(body, undefined, 'sha256') }
    expect((await postWebhook(gateway, body, signature)).status).toBe(200)
    await eventsOf(gateway, id, 1)
  })

  test('may come without a content type, or with one of its own', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    const type = { 'content-type': 'text/plain' }
    expect((await postWebhook(gateway, textNotification(id, 0, 'hi'), type)).status).toBe(200)
    await eventsOf(gateway, id, 1)
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['a wrong signature', { 'x-liveperson-signature': sign('{}', 'another secret') }],
    ['no signature at all', { 'x-liveperson-signature': '' }],
    ['another account in its header', { 'x-liveperson-account-id': '87654321' }],
  ])('with %s is answered 401, and tells nothing', async (_, headers) => {
    const gateway = await start()
    const id = await openConversation(gateway)
    const response = await postWebhook(gateway, textNotification(id, 0, 'forged'), headers)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('signature') }],
    })
    await postWebhook(gateway, textNotification(id, 0, 'genuine'))
    const { events } = await eventsOf(gateway, id, 1)
    expect(events).toMatchObject([{ content: { text: 'genuine' } }])
    expect(await metricsOf(gateway)).toContain('gateway_webhooks_total{result="refused"} 1')
  })

  test('of an account that is not served is answered 404', async () => {
    const gateway = await start()
    const response = await postWebhook(gateway, '{}', {}, '87654321')
    expect(response.status).toBe(404)
  })

  test('is answered 404 where the client secret is not configured', async () => {
    const gateway = await start({
      AUTH_MODE: 'passthrough',
      LP_CLIENT_ID: undefined,
      LP_CLIENT_SECRET: undefined,
    })
    expect((await postWebhook(gateway, '{}')).status).toBe(404)
  })

  test('beyond 1 MiB is answered 413', async () => {
    const gateway = await start()
    const body = textNotification('c-1', 0, 'x'.repeat(1024 * 1024))
    expect((await postWebhook(gateway, body)).status).toBe(413)
  })

  test('that nobody understands is answered 200 and counted', async () => {
    const gateway = await start()
    const body = JSON.stringify({ type: 'routing.RoutingTaskNotification', body: {} })
    expect((await postWebhook(gateway, body)).status).toBe(200)
    await until(
      () => metricsOf(gateway),
      (text) => text.includes('gateway_webhooks_total{result="not-understood"} 1'),
    )
  })

  test('with a kind of content that is not known here is shown as it is', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    const body = textNotification(id, 0, 'x').replace('text/plain', 'forms/secure-submission')
    await postWebhook(gateway, body)
    const { events } = await eventsOf(gateway, id, 1)
    expect(events).toMatchObject([
      {
        content: {
          __typename: 'UnknownContent',
          contentType: 'forms/secure-submission',
          raw: { type: 'ContentEvent', message: 'x' },
        },
      },
    ])
  })

  test('about a conversation of another account changes nothing', async () => {
    const [first, second] = accounts
    const emulator = parts.use(await startEmulator({ accounts }))
    const gateway = parts.use(
      await startTestGateway(
        {
          LP_ACCOUNT_ID: undefined,
          LP_CLIENT_ID: undefined,
          LP_CLIENT_SECRET: undefined,
          LP_ACCOUNTS_FILE: accountsFile.pathname,
        },
        { emulator },
      ),
    )
    const input = { accountId: first.accountId }
    const { data } = await gateway.execute(CreateConversationDocument, { input })
    const id = data?.createConversation.conversation?.id ?? ''
    const forged = textNotification(id, 0, 'forged')
    const signature = { 'x-liveperson-signature': sign(forged, second.clientSecret) }
    expect((await postWebhook(gateway, forged, signature, second.accountId)).status).toBe(200)
    await until(
      () => metricsOf(gateway),
      (text) => text.includes('gateway_webhooks_total{result="not-understood"} 1'),
    )
    expect((await readConversation(gateway, id)).events).toEqual([])
  })
})

describe('a change of a conversation', () => {
  const closing = {
    startTs: 1_000,
    metaDataLastUpdateTs: 2_000,
    stage: 'CLOSE',
    closeReason: 'AGENT',
    endTs: 1_990,
  }

  test('that closes it is what the gateway knows from then on', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    await postWebhook(gateway, changeNotification(id, closing))
    const closed = await eventsOf(gateway, id, 1)
    expect(closed).toEqual({
      stage: 'CLOSE',
      closedAt: '1970-01-01T00:00:01.990Z',
      closeReason: 'AGENT',
      events: [
        {
          __typename: 'ConversationChangeEvent',
          cursor: expect.any(String),
          conversationId: id,
          dialogId: null,
          at: '1970-01-01T00:00:02.000Z',
          stage: 'CLOSE',
          skillId: null,
          closeReason: 'AGENT',
          assignedAgentId: null,
        },
      ],
    })
  })

  test('older than the last one is not told', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    await postWebhook(gateway, changeNotification(id, closing))
    await eventsOf(gateway, id, 1)
    await postWebhook(
      gateway,
      changeNotification(id, { startTs: 1_000, metaDataLastUpdateTs: 1_500 }),
    )
    await postWebhook(gateway, textNotification(id, 0, 'after'))
    const { stage, events } = await eventsOf(gateway, id, 2)
    expect(stage).toBe('CLOSE')
    expect(events.map(({ __typename }) => __typename)).toEqual([
      'ConversationChangeEvent',
      'MessageEvent',
    ])
  })
})

describe('events', () => {
  test('are told once and in order, although webhooks repeat and overtake each other', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    for (const sequence of [1, 0, 1, 3, 2, 0]) {
      await postWebhook(gateway, textNotification(id, sequence, `text ${sequence}`))
    }
    const { events } = await eventsOf(gateway, id, 4)
    expect(events).toMatchObject([0, 1, 2, 3].map((sequence) => ({ sequence })))
  })

  test('that are lost are announced, and told when they come after all', async () => {
    const gateway = await start()
    const id = await openConversation(gateway)
    await postWebhook(gateway, textNotification(id, 2, 'third'))
    const { events } = await eventsOf(gateway, id, 2)
    expect(events).toMatchObject([
      { __typename: 'MessageGapEvent', sequences: [0, 1], dialogId: id },
      { __typename: 'MessageEvent', sequence: 2 },
    ])
    await postWebhook(gateway, textNotification(id, 1, 'second'))
    const later = await eventsOf(gateway, id, 3)
    expect(later.events[2]).toMatchObject({ __typename: 'MessageEvent', sequence: 1 })
  })

  test('that come before the answer to the create are told all the same', async () => {
    const gateway = await start()
    const hold = gateway.emulator.holdNext('conversation', 'after')
    const opening = openConversation(gateway)
    await hold.arrived
    const [conversation] = gateway.emulator.conversations()
    const id = conversation?.conversationId ?? ''
    expect((await postWebhook(gateway, textNotification(id, 0, 'early'))).status).toBe(200)
    hold.release()
    expect(await opening).toBe(id)
    const { events } = await eventsOf(gateway, id, 1)
    expect(events).toMatchObject([{ content: { text: 'early' } }])
  })
})

describe('a gateway that dies after it has answered 200', () => {
  test('loses nothing: the next one tells it', async () => {
    const emulator = parts.use(await startEmulator())
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    parts.defer(() => rm(folder, { recursive: true }))
    const store = `sqlite:${join(folder, 'gateway.db')}`

    const env = { ...toEnvironment(emulator), STORE_URL: store }
    const doomed = parts.use(await startReplica(env))
    const id = await openConversation(doomed.client)
    // numbers 0 and 1 are missing, so it waits for them when the process dies
    expect((await postWebhook(doomed, textNotification(id, 2, 'kept'))).status).toBe(200)
    await doomed.kill()

    const next = parts.use(await startReplica(env))
    const { events } = await until(
      () => readConversation(next.client, id),
      (read) => read.events.length >= 2,
      25_000,
    )
    expect(events).toMatchObject([
      { __typename: 'MessageGapEvent', sequences: [0, 1] },
      { __typename: 'MessageEvent', sequence: 2, content: { text: 'kept' } },
    ])
  }, 60_000)
})
