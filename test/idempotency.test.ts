import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Fault } from '../src/emulator/emulator.ts'
import { CreateConversationDocument, type CreateConversationInput } from './generated/graphql.ts'
import { inReverse } from './support/in-reverse.ts'
import { scrape } from './support/scrape.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const withKey: CreateConversationInput = { idempotencyKey: 'k-1', skillId: '7' }

async function create(
  gateway: TestGateway,
  input: CreateConversationInput = withKey,
  headers: Readonly<Record<string, string>> = {},
) {
  const { data } = await gateway.execute(CreateConversationDocument, { input }, headers)
  if (!data) throw new Error('no data')
  return data.createConversation
}
const posts = ({ emulator }: TestGateway) => emulator.requests('conversation').length

describe('the same idempotency key', () => {
  it('with the same input replays the answer, and sends nothing', async () => {
    await using gateway = await startTestGateway()
    const first = await create(gateway)

    const second = await create(gateway)

    expect(first).toMatchObject({ outcome: 'CREATED', replayed: false })
    expect(second).toEqual({ ...first, replayed: true, correlationId: expect.any(String) })
    expect(posts(gateway)).toBe(1)
  })

  it('with the same input in another order, and with null for what is left out, replays the answer', async () => {
    await using gateway = await startTestGateway()
    const input: CreateConversationInput = {
      ...withKey,
      sdes: [
        { customerInfo: { customerId: 'c-1', lastPaymentDate: { day: 1, month: 2, year: 2026 } } },
      ],
      profile: { firstName: 'Ada', privateData: { mail: 'ada@example.com', mobileNumber: '1' } },
      campaignInfo: { campaignId: '1', engagementId: '2' },
      firstMessage: {
        richContent: { type: 'vertical', elements: [{ type: 'text', text: 'Yes' }] },
      },
    }
    await create(gateway, input)

    const other = { ...inReverse(input), ttrDefName: null, conversationContext: null }

    expect(await create(gateway, other)).toMatchObject({ outcome: 'CREATED', replayed: true })
    expect(posts(gateway)).toBe(1)
  })

  it('is taken and marked sent in one step once host and tokens are known', async () => {
    await using gateway = await startTestGateway()
    const callsOf = async (operation: string) => {
      const labels = { operation: `idempotency.${operation}` }
      return (await scrape(gateway)).valueOf('gateway_store_call_duration_seconds_count', labels)
    }
    await create(gateway)
    expect([await callsOf('reserve'), await callsOf('markSent')]).toEqual([1, 1])

    const second = await create(gateway, { ...withKey, idempotencyKey: 'k-2' })

    expect(second.problem).toMatchObject({ code: 'CONVERSATION_ALREADY_OPEN' })
    expect(posts(gateway)).toBe(2)
    expect([await callsOf('reserve'), await callsOf('markSent')]).toEqual([2, 1])
  })

  it('in the header means the same as in the input', async () => {
    await using gateway = await startTestGateway()
    const { idempotencyKey, ...input } = withKey
    await create(gateway)

    const bare = await create(gateway, input, { 'idempotency-key': `${idempotencyKey}` })
    const quoted = await create(gateway, input, { 'idempotency-key': `"${idempotencyKey}"` })
    const both = await create(gateway, withKey, { 'idempotency-key': `${idempotencyKey}` })

    expect([bare, quoted, both].map(({ replayed }) => replayed)).toEqual([true, true, true])
    expect(posts(gateway)).toBe(1)
  })

  it('that differs between header and input is refused', async () => {
    await using gateway = await startTestGateway()

    const answer = await create(gateway, withKey, { 'idempotency-key': 'k-2' })

    expect(answer).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'idempotencyKey'] }] },
    })
    expect(posts(gateway)).toBe(0)
  })

  it('with another input is refused, and sends nothing', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)

    const other = await create(gateway, { ...withKey, skillId: '8' })

    expect(other).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: {
        __typename: 'IdempotencyConflict',
        code: 'IDEMPOTENCY_KEY_REUSED',
        retryable: false,
      },
      results: [{ __typename: 'RequestNotPerformed' }, { __typename: 'RequestNotPerformed' }],
    })
    expect(posts(gateway)).toBe(1)
  })

  it('of another consumer is another key', async () => {
    await using gateway = await startTestGateway()
    await create(gateway)

    const other = await create(gateway, withKey, { 'x-consumer-id': 'ada' })

    expect(other).toMatchObject({ outcome: 'CREATED', replayed: false })
  })

  it('sent 100 times at once makes one POST and equal answers', async () => {
    await using gateway = await startTestGateway()

    const answers = await Promise.all(Array.from({ length: 100 }, () => create(gateway)))

    expect(posts(gateway)).toBe(1)
    expect(new Set(answers.map(({ conversation }) => conversation?.id)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })

  it('of a call that is still running answers IDEMPOTENCY_IN_PROGRESS at the deadline', async () => {
    await using gateway = await startTestGateway()
    const upstream = gateway.emulator.holdNext('conversation')
    const running = create(gateway)
    await upstream.arrived

    const waiting = await create(gateway, withKey, { 'x-request-timeout-ms': '200' })
    upstream.release()

    expect(waiting).toMatchObject({
      outcome: 'UNKNOWN',
      problem: { code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true },
    })
    expect((await running).outcome).toBe('CREATED')
    expect(posts(gateway)).toBe(1)
  })

  it('after an unknown outcome stays unknown, and is never sent again', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({
      endpoint: 'conversation',
      phase: 'after',
      fault: { kind: 'reset' },
    })
    const first = await create(gateway)

    const second = await create(gateway)

    expect(first).toMatchObject({ outcome: 'UNKNOWN', replayed: false })
    expect(second).toMatchObject({ outcome: 'UNKNOWN', replayed: true })
    expect(posts(gateway)).toBe(1)
  })

  it.each<[string, Fault]>([
    ['throttled', { endpoint: 'conversation', fault: { kind: 'throttle', retryAfter: 60 } }],
    ['unauthorized', { endpoint: 'conversation', fault: { kind: 'reply', status: 401, body: '' } }],
    ['without a token', { endpoint: 'appJwt', fault: { kind: 'reply', status: 401, body: '' } }],
  ])('after a call that had no effect (%s) is free again', async (_, fault) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault(fault)
    const first = await create(gateway)

    const second = await create(gateway)

    expect(first.outcome).toBe('NOT_CREATED')
    expect(second).toMatchObject({ outcome: 'CREATED', replayed: false })
  })

  it('replays after a restart on the same SQLite file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => rm(folder, { recursive: true }))
    const env = { STORE_URL: `sqlite:${folder}/gateway.db` }
    await using emulatorOnly = await startTestGateway()
    const { emulator } = emulatorOnly
    const before = await startTestGateway(env, { emulator })
    const first = await create(before)
    await before[Symbol.asyncDispose]()

    await using after = await startTestGateway(env, { emulator })
    const second = await create(after)

    expect(second).toMatchObject({ replayed: true, conversation: { id: first.conversation?.id } })
    expect(emulator.requests('conversation')).toHaveLength(1)
  })
})
