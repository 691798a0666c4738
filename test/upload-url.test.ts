import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { openConversation } from './support/conversations.ts'
import { inConversation, mutate, sends, sentBodies } from './support/send.ts'
import { startTestGateway } from './support/start.ts'

const png = Buffer.from('PNG')

describe('createUploadUrl', () => {
  it('makes a URL that takes the bytes, and a path that a message can name', async () => {
    await using emulator = await startEmulator({ files: { requireUpload: true } })
    await using gateway = await startTestGateway({}, { emulator })
    const conversationId = await openConversation(gateway)
    const startedAt = Date.now()

    const told = await mutate(gateway, 'createUploadUrl', {
      conversationId,
      fileType: 'PNG',
      fileSize: png.length,
    })
    const upload = await fetch(told.uploadUrl ?? '', { method: 'PUT', body: png })
    const { relativePath } = told
    const message = await mutate(gateway, 'sendMessage', {
      conversationId,
      content: { file: { relativePath, fileType: 'PNG' } },
    })

    expect(told.problem).toBeNull()
    expect(told.uploadUrl).toMatch(`${emulator.url}${relativePath}?temp_url_sig=`)
    const msLeft = Date.parse(told.expiresAt ?? '') - startedAt
    expect(msLeft).toBeGreaterThan(50_000)
    expect(msLeft).toBeLessThan(70_000)
    expect(upload.status).toBe(201)
    expect(message).toMatchObject({ result: { __typename: 'EventPublished' }, problem: null })
    expect(sentBodies(gateway)[0]).toEqual({
      kind: 'req',
      id: '1',
      type: 'ms.GenerateURLForUploadFile',
      body: { fileSize: '3', fileType: 'PNG' },
    })
  })

  it.each([[0], [-1], [3_145_729]])(
    'of %s bytes is refused, and sends nothing',
    async (fileSize) => {
      await using gateway = await startTestGateway()
      const conversationId = await openConversation(gateway)

      const told = await mutate(gateway, 'createUploadUrl', {
        conversationId,
        fileType: 'PNG',
        fileSize,
      })

      expect(told).toMatchObject({
        uploadUrl: null,
        problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'fileSize'] }] },
      })
      expect(sends(gateway)).toBe(0)
    },
  )

  it('of a kind that LivePerson does not take is refused by it', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)

    const told = await mutate(gateway, 'createUploadUrl', {
      conversationId,
      fileType: 'PDF',
      fileSize: 3,
    })

    expect(told).toMatchObject({ uploadUrl: null, problem: { code: 'REQUEST_REJECTED' } })
  })

  it.each<[string, unknown, number]>([
    ['lacks the path', { code: 'OK', body: { queryParams: {} }, reqId: '1' }, 200],
    ['lacks the signature', { code: 'OK', body: { relativePath: '/a', queryParams: {} } }, 200],
    ['is a page', '<html>', 200],
    ['is HTTP 503', '', 503],
  ])('whose answer %s has changed nothing, and can be called again', async (_, body, status) => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', fault: { kind: 'reply', status, body } })

    const told = await mutate(
      gateway,
      'createUploadUrl',
      inConversation.createUploadUrl(conversationId),
    )

    expect(told).toMatchObject({
      uploadUrl: null,
      relativePath: null,
      expiresAt: null,
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    })
    expect(sends(gateway)).toBe(1)
  })
})
