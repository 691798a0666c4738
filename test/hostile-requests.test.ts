import { describe, expect, it } from '@jest/globals'
import { exchange } from './support/raw-http.ts'
import { openConversation } from './support/conversations.ts'
import { startTestGateway } from './support/start.ts'
import { conversationEvents, RawSubscriber } from './support/subscriber.ts'
import { postWebhook, sign, textNotification } from './support/webhooks.ts'
import { until } from './support/until.ts'

describe('a representation of an entity', () => {
  it.each([
    ['of no type', { id: '1' }],
    ['of an unknown type', { __typename: 'Nobody', id: '1' }],
    ['of a type that is no entity', { __typename: 'Query', id: '1' }],
    ['of a type that every object has', { __typename: 'constructor', id: '1' }],
    ['without an id', { __typename: 'Conversation' }],
    ['whose id is an object', { __typename: 'Conversation', id: { $gt: '' } }],
    ['whose id is a list', { __typename: 'Consumer', id: ['1'] }],
    ['that is no object', 'Conversation'],
    ['that is a list', [{ __typename: 'Conversation', id: '1' }]],
  ])("is the caller's fault: one %s", async (_, representation) => {
    await using gateway = await startTestGateway()
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }'
    const sound = { __typename: 'Consumer', id: 'ada' }

    const response = await gateway.post({ query, variables: { of: [sound, representation] } })

    expect(await response.json()).toMatchObject({
      data: null,
      errors: [
        {
          message: expect.stringMatching(/^representations\[1\]: expected an object/),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  })
})

it.each(['/*', '/*more', '/:id', '/a:b(^(a+)+$)', '/:a(*', '/::'])(
  'a path that a router could take for a pattern is a 404: %s',
  async (path) => {
    await using gateway = await startTestGateway()

    const { status } = await exchange(gateway.url, [
      `GET ${path} HTTP/1.1`,
      'Host: gateway',
      'Connection: close',
    ])

    expect(status).toBe(404)
  },
)

describe('a subscription with a condition at its only field', () => {
  const query =
    'subscription { conversationEvents(conversationId: "1") @skip(if: true) { cursor } }'

  it.each(['application/json', 'text/event-stream'])('is not valid over %s', async (accept) => {
    await using gateway = await startTestGateway()

    const response = await gateway.post({ query }, { accept })

    expect(response.status).toBe(200)
    expect(await response.text()).toContain('GRAPHQL_VALIDATION_FAILED')
  })
})

it('a second subscription under a long id closes the socket with the reason, cut to what it holds', async () => {
  await using gateway = await startTestGateway()
  const id = await openConversation(gateway)
  using subscriber = await RawSubscriber.connect(`${gateway.url.replace('http', 'ws')}/graphql`)
  const longId = 'x'.repeat(1_000)

  subscriber.subscribe(longId, conversationEvents, { id })
  subscriber.subscribe(longId, conversationEvents, { id })

  const { code, reason } = await subscriber.closed
  expect(code).toBe(4409)
  expect(reason).toMatch(/^Subscriber for x+…$/)
})

it('a webhook may name a dialog as every object names something', async () => {
  await using gateway = await startTestGateway()
  const id = await openConversation(gateway)
  const body = textNotification(id, 0, 'Hello').replace(
    `"dialogId":"${id}"`,
    '"dialogId":"constructor"',
  )

  const { status } = await postWebhook(gateway, body, { 'x-liveperson-signature': sign(body) })

  const query = `{ conversation(id: "${id}") { events { edges { node { dialogId } } } } }`
  const dialogs = await until(
    async () => (await gateway.post({ query })).text(),
    (answer) => answer.includes('constructor'),
    5_000,
  )
  expect(status).toBe(200)
  expect(dialogs).toContain('"dialogId":"constructor"')
})
