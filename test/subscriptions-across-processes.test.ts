import { describe, expect, it } from '@jest/globals'
import { ConversationLog } from '../src/message/conversation-log.ts'
import { openStore } from '../src/store/open-store.ts'
import { createSqliteFile } from './support/shared-store.ts'
import { startTestGateway } from './support/start.ts'
import { createSubscriber, follow, nextOf } from './support/subscriber.ts'
import { toMessage } from './support/subscription-server.ts'
import type { ConversationId } from '../src/ids.ts'

const HOUR_MS = 3_600_000

describe('a subscriber', () => {
  it('learns what another process has recorded', async () => {
    await using file = await createSqliteFile()
    await using gateway = await startTestGateway({ STORE_URL: file.url })
    const id = await openConversation(gateway)
    await using store = await openStore(
      { kind: 'sqlite', path: file.url.replace('sqlite:', '') },
      {
        idempotencyMs: HOUR_MS,
        conversationMs: HOUR_MS,
        sightingMs: HOUR_MS,
        setAsideMs: HOUR_MS,
      },
    )
    using log = new ConversationLog({
      logs: store.logs,
      retentionMs: HOUR_MS,
      strangerRetentionMs: HOUR_MS,
      onStoreError: () => undefined,
    })
    const client = createSubscriber(`${gateway.url.replace('http', 'ws')}/graphql`)
    const beginning = Buffer.from('event:0').toString('base64url')
    const events = follow(client, id, beginning)
    const before = await log.end(id)
    for (let n = 0; n < before; n += 1) await nextOf(events)

    await log.record(id, [toMessage(id, 0, 'from elsewhere')])

    expect(await nextOf(events)).toMatchObject({
      __typename: 'MessageEvent',
      content: { text: 'from elsewhere' },
    })
    await events.return?.()
  })
})

async function openConversation(
  gateway: Awaited<ReturnType<typeof startTestGateway>>,
): Promise<ConversationId> {
  const response = await gateway.post({
    query: 'mutation { createConversation(input: {}) { conversation { id } } }',
  })
  const { data } = (await response.json()) as {
    data: { createConversation: { conversation: { id: ConversationId } } }
  }
  return data.createConversation.conversation.id
}
