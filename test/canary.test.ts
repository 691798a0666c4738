import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from '@jest/globals'
import { createClient } from 'redis'
import { type Emulator, type Fault, startEmulator } from '../src/emulator/emulator.ts'
import {
  AcknowledgeMessagesDocument,
  CloseConversationDocument,
  ConversationHistoryDocument,
  CreateConversationDocument,
  type CreateConversationInput,
  EngagementDocument,
  PreviewCreateConversationDocument,
  SendMessageDocument,
  SetChatStateDocument,
  UpdateUserProfileDocument,
} from './generated/graphql.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import { GraphQLClient } from './support/graphql-client.ts'
import { startOtlpReceiver } from './support/otlp-receiver.ts'
import { toEnvironment } from './support/replica.ts'
import { describeSharedStores } from './support/shared-store.ts'
import { postWebhook } from './support/webhooks.ts'

/** Texts that stand nowhere else in the world, by what they were sent as. */
class Canaries {
  readonly #texts = new Map<string, string>()

  /** A new one, of letters and digits only. */
  hatch(field: string): string {
    const text = `canary${randomUUID().replaceAll('-', '')}`
    this.#texts.set(text, field)
    return text
  }

  /** What they were sent as, of those that have come to this place. */
  foundIn(place: string): readonly string[] {
    return [...this.#texts].flatMap(([text, field]) => (place.includes(text) ? [field] : []))
  }
}

/** Every field that can speak of a person, filled. */
function personalInput(canaries: Canaries): CreateConversationInput {
  const text = (field: string) => canaries.hatch(field)
  return {
    idempotencyKey: text('idempotencyKey'),
    sdes: [
      {
        customerInfo: {
          ctype: text('ctype'),
          cstatus: text('cstatus'),
          customerId: text('customerId'),
          socialId: text('socialId'),
          imei: text('imei'),
          userName: text('userName'),
          companyBranch: text('companyBranch'),
          accountName: text('accountName'),
          role: text('role'),
          storeZipCode: text('storeZipCode'),
          storeNumber: text('storeNumber'),
        },
      },
      {
        personalInfo: {
          firstName: text('firstName'),
          lastName: text('lastName'),
          company: text('company'),
          contacts: [
            {
              email: `${text('email')}@example.com`,
              phone: text('phone'),
              address: { country: text('country'), region: text('region') },
            },
          ],
        },
      },
    ],
    profile: {
      firstName: text('profile.firstName'),
      lastName: text('profile.lastName'),
      userId: text('profile.userId'),
      avatarUrl: `https://example.com/${text('avatarUrl')}`,
      role: text('profile.role'),
      backgroundImageUri: `https://example.com/${text('backgroundImageUri')}`,
      description: text('description'),
      privateData: {
        mobileNumber: text('mobileNumber'),
        mail: `${text('mail')}@example.com`,
        pushNotification: {
          serviceName: text('serviceName'),
          certName: text('certName'),
          token: text('pushToken'),
        },
      },
    },
    conversationContext: {
      visitorId: text('visitorId'),
      sessionId: text('sessionId'),
      interactionContextId: text('interactionContextId'),
    },
    firstMessage: { text: text('firstMessage') },
  }
}

const refusal: Fault['fault'] = { kind: 'reply', status: 400, body: 'refused' }
const faults: readonly (Omit<Fault, 'endpoint'> | undefined)[] = [
  undefined,
  { fault: { kind: 'reply', status: 503, body: '' } },
  { fault: { kind: 'reply', status: 429, body: '' } },
  { fault: refusal },
  { phase: 'before', fault: { kind: 'reset' } },
  { phase: 'after', fault: { kind: 'reset' } },
]

/** Everything a caller can do, once with each thing that can go wrong. */
async function callEverything(
  client: GraphQLClient,
  emulator: Emulator,
  canaries: Canaries,
): Promise<void> {
  for (const fault of faults) {
    const headers = {
      'x-consumer-id': canaries.hatch('x-consumer-id'),
      'x-request-timeout-ms': '1500',
    }
    const input = personalInput(canaries)
    const text = (field: string) => canaries.hatch(field)
    const { idempotencyKey: _, ...previewed } = input
    await client.execute(PreviewCreateConversationDocument, { input: previewed }, headers)
    if (fault) emulator.addFault({ endpoint: 'engagement', ...fault })
    const looked = { visitorId: text('engagement.visitorId'), sdes: input.sdes ?? [] }
    await client.execute(EngagementDocument, { input: looked }, headers)
    if (fault) emulator.addFault({ endpoint: 'conversation', ...fault })
    await client.execute(CreateConversationDocument, { input }, headers)
    await client.execute(CreateConversationDocument, { input }, headers)
    emulator.clearFaults()

    const conversationId = emulator
      .conversations()
      .find(({ consumerId }) => consumerId === headers['x-consumer-id'])?.conversationId
    const target = conversationId ?? text('conversationId')
    const send = () => {
      if (fault) emulator.addFault({ endpoint: 'send', ...fault })
    }
    send()
    const message = { text: text('message') }
    await client.execute(
      SendMessageDocument,
      {
        input: {
          conversationId: target,
          content: message,
          externalId: text('externalId'),
          idempotencyKey: text('message.idempotencyKey'),
        },
      },
      headers,
    )
    send()
    const file = {
      relativePath: `/${text('relativePath')}`,
      fileType: 'PNG' as const,
      caption: text('caption'),
      preview: `data:image/png;base64,${text('preview')}`,
    }
    await client.execute(
      SendMessageDocument,
      { input: { conversationId: target, content: { file } } },
      headers,
    )
    send()
    const rich = { richContent: { type: 'vertical', text: text('richContent') } }
    await client.execute(
      SendMessageDocument,
      { input: { conversationId: target, content: rich } },
      headers,
    )
    send()
    await client.execute(
      SetChatStateDocument,
      { input: { conversationId: target, chatState: 'COMPOSING' } },
      headers,
    )
    send()
    await client.execute(
      AcknowledgeMessagesDocument,
      { input: { conversationId: target, sequences: [0], status: 'READ' } },
      headers,
    )
    send()
    const { sdes, profile } = personalInput(canaries)
    await client.execute(
      UpdateUserProfileDocument,
      { input: { sdes: sdes ?? [], profile: profile ?? {} } },
      headers,
    )
    emulator.clearFaults()
    await client.execute(ConversationHistoryDocument, { id: target }, headers)
    send()
    await client.execute(CloseConversationDocument, { input: { conversationId: target } }, headers)
    emulator.clearFaults()
  }
}

/** What a caller gets wrong, in every way that quotes something. All that is answered to it. */
async function callWrongly(
  client: GraphQLClient,
  url: string,
  canaries: Canaries,
): Promise<readonly string[]> {
  const text = (field: string) => canaries.hatch(field)
  const post = async (body: string): Promise<string> => {
    const response = await fetch(`${url}/graphql?${text('query string')}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${text('authorization')}`,
        'x-lp-on-behalf': text('x-lp-on-behalf'),
        cookie: text('cookie'),
      },
      body,
    })
    return response.text()
  }
  const inputs = [
    { profile: { privateData: { mail: text('malformed mail') } } },
    { profile: text('text where an object is due') },
    { profile: { firstName: { first: text('object where a text is due') } } },
    { sdes: [{ personalInfo: { firstName: text('one of two'), age: 'none' } }] },
    { consumerName: text('field that does not exist') },
    { firstMessage: { text: text('text beside a file'), file: { caption: text('caption') } } },
    { skillId: ' ', firstMessage: { text: text('message of an invalid input') } },
  ]
  const results = await Promise.all(
    inputs.map((input) =>
      client.execute(CreateConversationDocument, { input: input as CreateConversationInput }),
    ),
  )
  const mail = `{ privateData: { mail: "${text('literal')}" } }`
  const documents = [
    `mutation { createConversation(input: { profile: ${mail} }) { outcome } }`,
    `mutation { createConversation(input: { profile: { firstName: "a" "${text('parsed text')}" } }) { outcome } }`,
    `mutation { createConversation(input: { profile: "${text('literal of another type')}" }) { outcome } }`,
  ]
  const answers = [
    ...documents.map((query) => JSON.stringify({ query })),
    `{"query": ${text('malformed JSON')}`,
  ].map(post)
  const path = fetch(`${url}/${text('path')}`).then((response) => response.text())
  const webhooks = [
    postWebhook({ url }, JSON.stringify({ type: text('unknown webhook'), body: {} })),
    postWebhook({ url }, text('malformed webhook')),
    postWebhook({ url }, text('forged webhook'), {
      'x-liveperson-signature': `sha1=${text('signature')}`,
    }),
  ].map(async (response) => (await response).text())
  return [
    ...results.map((result) => JSON.stringify(result)),
    ...(await Promise.all([...answers, path, ...webhooks])),
  ]
}

async function readStore(url: string): Promise<string> {
  if (url.startsWith('sqlite:')) {
    const folder = dirname(url.slice('sqlite:'.length))
    const files = await readdir(folder)
    const contents = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'latin1')))
    return contents.join('\n')
  }
  const client = createClient({ url })
  await client.connect()
  try {
    const keys = await client.keys('*')
    const dumps = await Promise.all(keys.map((key) => client.sendCommand(['DUMP', key])))
    // a dump may be compressed, so the values are asked for as well
    const values = await Promise.all(
      keys.map((key) => readValue((command) => client.sendCommand(command), key)),
    )
    return JSON.stringify([keys, dumps, values])
  } finally {
    client.destroy()
  }
}

async function readValue(
  send: (command: string[]) => Promise<unknown>,
  key: string,
): Promise<unknown> {
  const commands: Readonly<Record<string, string[]>> = {
    string: ['GET', key],
    hash: ['HGETALL', key],
    list: ['LRANGE', key, '0', '-1'],
    zset: ['ZRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
  }
  const command = commands[String(await send(['TYPE', key]))]
  if (command === undefined) throw new Error(`expected a kind of value that is searched: ${key}`)
  return send(command)
}

describeSharedStores((startStore) => {
  test('no personal data is in clear in logs, spans, metrics, errors or the store', async () => {
    const canaries = new Canaries()
    await using emulator = await startEmulator({ agent: { delayMs: 1 } })
    await using store = await startStore()
    await using collector = await startOtlpReceiver()
    await using gateway = new GatewayProcess({
      env: {
        ...toEnvironment(emulator),
        LOG_LEVEL: 'trace',
        STORE_URL: store.url,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        STORE_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}`,
      },
    })
    const url = await gateway.url()
    emulator.sendWebhooksTo({ url: `${url}/webhooks/{accountId}`, retryBaseMs: 10 })
    await using client = new GraphQLClient(url)

    await callEverything(client, emulator, canaries)
    const told = await callWrongly(client, url, canaries)
    await emulator.agent.idle()
    await emulator.webhooksIdle()

    const metrics = await (await fetch(`${url}/metrics`)).text()
    const kept = await readStore(store.url)
    gateway.kill('SIGTERM')
    const { stdout, stderr } = await gateway.exited

    expect(emulator.webhooks().length).toBeGreaterThan(20)
    expect(stdout.split('\n').length).toBeGreaterThan(50)
    expect(kept.length).toBeGreaterThan(10_000)
    expect(collector.spans().length).toBeGreaterThan(50)
    expect(told.join('').match(/"message"/g)?.length).toBeGreaterThan(10)
    expect(canaries.foundIn(told.join('\n'))).toEqual([])
    expect(canaries.foundIn(collector.text())).toEqual([])
    expect(canaries.foundIn(metrics)).toEqual([])
    expect(canaries.foundIn(stdout + stderr)).toEqual([])
    expect(canaries.foundIn(kept)).toEqual([])
  }, 60_000)
})
