import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Fault } from '../src/emulator/emulator.ts'
import { openConversation } from './support/conversations.ts'
import { mutate, refuse, sends } from './support/send.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const inputFor = (conversationId: string) => ({
  conversationId,
  content: { text: 'Hello' },
  idempotencyKey: 'k-1',
})
const send = (gateway: TestGateway, input: object, headers = {}) =>
  mutate(gateway, 'sendMessage', input, headers)

describe('a message with an idempotency key', () => {
  it('sent again replays the answer, and sends nothing', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    const first = await send(gateway, input)

    const second = await send(gateway, input)

    expect(first).toMatchObject({ result: { __typename: 'EventPublished' }, replayed: false })
    expect(second).toEqual({ ...first, replayed: true, correlationId: expect.any(String) })
    expect(sends(gateway)).toBe(1)
  })

  it('says the same in the header as in the input', async () => {
    await using gateway = await startTestGateway()
    const { idempotencyKey, ...input } = inputFor(await openConversation(gateway))
    await send(gateway, { ...input, idempotencyKey })

    const inHeader = await send(gateway, input, { 'idempotency-key': idempotencyKey })
    const differing = await send(
      gateway,
      { ...input, idempotencyKey },
      { 'idempotency-key': 'k-2' },
    )

    expect(inHeader.replayed).toBe(true)
    expect(differing).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'idempotencyKey'] }] },
      replayed: false,
    })
    expect(sends(gateway)).toBe(1)
  })

  it('and the dialog left out is the same input as with the main dialog', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    await send(gateway, input)

    const second = await send(gateway, { ...input, dialogId: input.conversationId })

    expect(second.replayed).toBe(true)
  })

  it.each([
    ['text', { content: { text: 'Bye' } }],
    ['dialog', { dialogId: 'd' }],
    ['externalId', { externalId: 'e' }],
  ])('and another %s is refused, and sends nothing', async (_, changes) => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    await send(gateway, input)

    const other = await send(gateway, { ...input, ...changes })

    expect(other).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'IDEMPOTENCY_KEY_REUSED' },
      replayed: false,
    })
    expect(sends(gateway)).toBe(1)
  })

  it('sent 50 times at once makes one POST and equal answers', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))

    const answers = await Promise.all(Array.from({ length: 50 }, () => send(gateway, input)))

    expect(sends(gateway)).toBe(1)
    expect(new Set(answers.map(({ result }) => result?.__typename))).toEqual(
      new Set(['EventPublished']),
    )
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })

  it('of a call that is still running answers IDEMPOTENCY_IN_PROGRESS at the deadline', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    const upstream = gateway.emulator.holdNext('send')
    const running = send(gateway, input)
    await upstream.arrived

    const waiting = await send(gateway, input, { 'x-request-timeout-ms': '200' })
    upstream.release()

    expect(waiting).toMatchObject({
      result: { __typename: 'RequestOutcomeUnknown' },
      problem: { code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true },
    })
    expect((await running).result?.__typename).toBe('EventPublished')
    expect(sends(gateway)).toBe(1)
  })

  it('after an unknown outcome stays unknown, and is never sent again', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    gateway.emulator.addFault({ endpoint: 'send', phase: 'after', fault: { kind: 'reset' } })
    const first = await send(gateway, input)

    const second = await send(gateway, input)

    const unknown = {
      result: { __typename: 'RequestOutcomeUnknown' },
      problem: { code: 'OUTCOME_UNKNOWN' },
    }
    expect(first).toMatchObject({ ...unknown, replayed: false })
    expect(second).toMatchObject({ ...unknown, replayed: true })
    expect(sends(gateway)).toBe(1)
  })

  it('after a refusal says the same again', async () => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    gateway.emulator.addFault({ endpoint: 'send', fault: refuse('no', 'FORBIDDEN') })
    const first = await send(gateway, input)

    const second = await send(gateway, input)

    expect(second).toEqual({ ...first, replayed: true, correlationId: expect.any(String) })
    expect(sends(gateway)).toBe(1)
  })

  it.each<[string, Fault['fault']]>([
    ['throttled', { kind: 'throttle', retryAfter: 60 }],
    ['unauthorized', { kind: 'reply', status: 401, body: '' }],
  ])('after a call that had no effect (%s) is free again', async (_, fault) => {
    await using gateway = await startTestGateway()
    const input = inputFor(await openConversation(gateway))
    gateway.emulator.addFault({ endpoint: 'send', fault })
    const first = await send(gateway, input)

    const second = await send(gateway, input)

    expect(first.result?.__typename).toBe('RequestNotPerformed')
    expect(second).toMatchObject({ result: { __typename: 'EventPublished' }, replayed: false })
  })

  it('of a create is another key', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway, { 'idempotency-key': 'k-1' })

    const told = await send(gateway, inputFor(conversationId))

    expect(told).toMatchObject({ result: { __typename: 'EventPublished' }, replayed: false })
  })

  it('is not sent again by a gateway that was stopped after it left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => rm(folder, { recursive: true }))
    const env = { STORE_URL: `sqlite:${folder}/gateway.db` }
    await using emulatorOnly = await startTestGateway()
    const { emulator } = emulatorOnly
    const before = await startTestGateway(env, { emulator })
    const input = inputFor(await openConversation(before))
    emulator.addFault({ endpoint: 'send', phase: 'after', fault: { kind: 'hang' } })
    await send(before, input, { 'x-request-timeout-ms': '300' })
    await before[Symbol.asyncDispose]()

    await using after = await startTestGateway(env, { emulator })
    const second = await send(after, input)

    expect(second).toMatchObject({
      result: { __typename: 'RequestOutcomeUnknown' },
      replayed: true,
    })
    expect(emulator.requests('send')).toHaveLength(1)
  })
})

describe('without an idempotency key', () => {
  it('the same message twice is two messages', async () => {
    await using gateway = await startTestGateway()
    const { idempotencyKey: _, ...input } = inputFor(await openConversation(gateway))

    const told = [await send(gateway, input), await send(gateway, input)]

    expect(told.map(({ result }) => result?.sequence)).toEqual([0, 1])
    expect(told.map(({ replayed }) => replayed)).toEqual([false, false])
  })
})
