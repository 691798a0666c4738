import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { badRequest, type Chat, startChat } from './chat.ts'
import { ACCOUNT, exchange, type Reply } from './client.ts'

const BYTES = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0xfe])
const MAX_BYTES = 3 * 1024 * 1024

const urlSchema = z.object({
  code: z.literal('OK'),
  body: z.object({
    relativePath: z.string(),
    queryParams: z.object({ temp_url_sig: z.string(), temp_url_expires: z.string() }),
  }),
})

const ask = (chat: Chat, type: 'Upload' | 'Download', body: unknown): Promise<Reply> =>
  chat.send(chat.headers, { kind: 'req', id: 'f', type: `ms.GenerateURLFor${type}File`, body })

async function askForUpload(chat: Chat, body: object = {}) {
  const reply = await ask(chat, 'Upload', { fileSize: '7', fileType: 'PNG', ...body })
  return toUrl(chat, reply)
}

const askForDownload = async (chat: Chat, relativePath: string) =>
  toUrl(chat, await ask(chat, 'Download', { relativePath }))

function toUrl({ emulator }: Chat, { json }: Reply) {
  const { relativePath, queryParams } = urlSchema.parse(json).body
  const query = new URLSearchParams(queryParams).toString()
  return { relativePath, queryParams, url: `${emulator.url}${relativePath}?${query}` }
}

const put = (url: string, bytes: Buffer = BYTES): Promise<Reply> =>
  exchange(url, { method: 'PUT', body: bytes, headers: { 'content-type': 'image/png' } })

const fileOf = (relativePath: string) => ({
  type: 'ContentEvent',
  contentType: 'hosted/file',
  message: { caption: 'a picture', relativePath, fileType: 'PNG' },
})

describe('a file', () => {
  it('is uploaded, published and downloaded, byte for byte', async () => {
    await using chat = await startChat({ files: { requireUpload: true } })

    const { relativePath, url } = await askForUpload(chat)
    const uploaded = await put(url)
    const published = await chat.publish(fileOf(relativePath))
    const { url: downloadUrl } = await askForDownload(chat, relativePath)
    const response = await fetch(downloadUrl)

    expect(uploaded.status).toBe(201)
    expect(published.json).toMatchObject({ code: 'OK' })
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES)
  })

  it('has a path that names account, consumer and type, and a URL for one minute', async () => {
    await using chat = await startChat()
    const now = Math.floor(Date.now() / 1000)

    const { relativePath, queryParams } = await askForUpload(chat)

    const lifetime = Number(queryParams.temp_url_expires) - now
    const name = `${chat.lpConsumerId}_uuid_[0-9a-f-]{36}_\\d+\\.PNG`
    expect(relativePath).toMatch(new RegExp(`^/v1/AUTH_async-images/${ACCOUNT}/${name}$`))
    expect(lifetime).toBeGreaterThanOrEqual(60)
    expect(lifetime).toBeLessThan(120)
  })

  it.each([
    ['JPG', '1'],
    ['JPEG', '1'],
    ['GIF', String(MAX_BYTES)],
  ])('may be %s of %s bytes', async (fileType, fileSize) => {
    await using chat = await startChat()

    const { relativePath } = await askForUpload(chat, { fileType, fileSize })

    expect(relativePath.endsWith(`.${fileType}`)).toBe(true)
  })

  it.each([
    ['PDF', '1000'],
    ['TXT', '1000'],
    ['EXE', '1000'],
    ['png', '1000'],
    ['PNG', 1000],
    ['PNG', '0'],
    ['PNG', 'big'],
    ['PNG', String(MAX_BYTES + 1)],
  ])('may not be %s of %j bytes', async (fileType, fileSize) => {
    await using chat = await startChat()

    const { status, json } = await ask(chat, 'Upload', { fileType, fileSize })

    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'BAD_REQUEST', reqId: 'f' })
  })

  it.each(['PDF', 'TXT'])('may be %s where documents are allowed', async (fileType) => {
    await using chat = await startChat({ files: { allowDocuments: true } })

    const { relativePath } = await askForUpload(chat, { fileType })

    expect(relativePath.endsWith(`.${fileType}`)).toBe(true)
  })

  it('that was never uploaded is refused where that is checked', async () => {
    await using chat = await startChat({ files: { requireUpload: true } })
    const { relativePath } = await askForUpload(chat)

    const { status, json } = await chat.publish(fileOf(relativePath))

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('c', 'Bad Request, check size / corruption'))
  })

  it('that was never uploaded is published where that is not checked', async () => {
    await using chat = await startChat()

    const { status } = await chat.publish(fileOf('/v1/anything.PNG'))

    expect(status).toBe(200)
  })
})

describe('the file storage', () => {
  it.each([
    ['a wrong signature', (url: string) => url.replace(/temp_url_sig=./, 'temp_url_sig=x')],
    ['no signature', (url: string) => url.replace(/\?.*/, '')],
    ['a later expiry', (url: string) => url.replace(/(temp_url_expires=\d+)/, '$10')],
    ['another file', (url: string) => url.replace('.PNG', '.GIF')],
  ])('answers 401 to %s', async (_, spoil) => {
    await using chat = await startChat()
    const { url } = await askForUpload(chat)

    const { status } = await put(spoil(url))

    expect(status).toBe(401)
  })

  it('answers 401 once the minute is over', async () => {
    await using chat = await startChat()
    const { relativePath, url } = await askForUpload(chat)
    const download = await askForDownload(chat, relativePath)

    chat.emulator.advanceClock(61)

    expect((await put(url)).status).toBe(401)
    expect((await exchange(download.url)).status).toBe(401)
  })

  it('does not take a URL for reading to write', async () => {
    await using chat = await startChat()
    const { relativePath } = await askForUpload(chat)
    const { url } = await askForDownload(chat, relativePath)

    expect((await put(url)).status).toBe(401)
  })

  it('answers 404 where nothing was uploaded', async () => {
    await using chat = await startChat()
    const { relativePath } = await askForUpload(chat)
    const { url } = await askForDownload(chat, relativePath)

    expect((await exchange(url)).status).toBe(404)
  })

  it("gives no URL for another account's files", async () => {
    await using chat = await startChat()

    const relativePath = '/v1/AUTH_async-images/another/file.PNG'
    const { status, json } = await ask(chat, 'Download', { relativePath })

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('f'))
  })

  it('takes 3 MB and no more', async () => {
    await using chat = await startChat()
    const { url } = await askForUpload(chat)

    expect((await put(url, Buffer.alloc(MAX_BYTES))).status).toBe(201)
    expect((await put(url, Buffer.alloc(MAX_BYTES + 1))).status).toBe(413)
  })

  it('does not fill the request log with files', async () => {
    await using chat = await startChat()
    const { url } = await askForUpload(chat)
    await put(url)

    expect(chat.emulator.requests('upload')).toMatchObject([{ body: '7 bytes', status: 201 }])
  })

  it('can be made to fail', async () => {
    await using chat = await startChat()
    const { url } = await askForUpload(chat)
    chat.emulator.addFault({ endpoint: 'upload', fault: { kind: 'reply', status: 503, body: '' } })

    expect((await put(url)).status).toBe(503)
  })
})
