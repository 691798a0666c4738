import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openConnection, toResponse } from '../support/raw-http.ts'
import { BothPaths, expectLane } from './both-paths.ts'
import { key, onBoth, prepare, read, typename } from './connection-cases.ts'
import { Received, toBytes } from './connection.ts'
import { consumer, create, inNew } from './documents.ts'
import { comparable, leaveOut } from './normalise.ts'
import { post } from './wire.ts'

describe('on a connection', () => {
  let paths: BothPaths
  beforeAll(async () => {
    paths = await BothPaths.start()
    await Promise.all(paths.sites.map(prepare))
  })
  afterAll(() => paths[Symbol.asyncDispose]())

  it('several requests are answered one after the other', async () => {
    const [plain, shipped] = await onBoth(paths, async ({ url }) => {
      using connection = await Received.from(url)
      const answers: unknown[] = []
      for (const request of [typename, read('x'), typename]) {
        connection.write(request)
        answers.push(comparable(await connection.next()))
      }
      return answers
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }])
  })

  it('requests sent at once are answered in their order, whichever is done first', async () => {
    const [plain, shipped] = await onBoth(paths, async (site) => {
      const mark = await site.mark()
      using connection = await Received.from(site.url)
      const upstream = site.emulator.holdNext('conversation')
      const slow = create('pipelined', 0, {}, key('slow'))
      connection.write(slow, typename, read('x'), post({ query: '{' }), typename)
      await upstream.arrived
      upstream.release()
      const answers = [await connection.next()]
      while (answers.length < 5) answers.push(await connection.next())
      if (site === paths.shipped) expectLane(await site.since(mark), 'prepared', 4)
      return answers.map((answer) => comparable({ ...answer, body: answer.body.slice(0, 25) }))
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject([
      { body: expect.stringContaining('createConver') },
      { body: expect.stringContaining('__typename') },
      { body: expect.stringContaining('conversation') },
      { body: expect.stringContaining('errors') },
      { body: expect.stringContaining('__typename') },
    ])
  })

  it('one that says close is closed after the answer', async () => {
    const [plain, shipped] = await onBoth(paths, async ({ url }) => {
      using connection = await Received.from(url)
      const ended = once(connection.socket, 'end')
      connection.write({ ...typename, headers: { ...typename.headers, connection: 'close' } })
      const answer = await connection.next()
      await ended
      return comparable(answer)
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({ headers: { connection: 'close' } })
  })

  it('HTTP/1.0 is answered and closed', async () => {
    const [plain, shipped] = await onBoth(paths, async ({ url }) => {
      using connection = await Received.from(url)
      const ended = once(connection.socket, 'end')
      connection.socket.write(toBytes(typename).replace('HTTP/1.1', 'HTTP/1.0'))
      const answer = await connection.next()
      await ended
      return comparable(answer)
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({ status: 200, headers: { connection: 'close' } })
  })

  it.each([
    ['without a Host', 400, (bytes: string) => bytes.replace(/host: .*\r\n/i, '')],
    [
      'with two lengths',
      400,
      (bytes: string) => bytes.replace('\r\n', '\r\ncontent-length: 1\r\n'),
    ],
    [
      'with a length and chunks',
      400,
      (bytes: string) => bytes.replace('\r\n', '\r\ntransfer-encoding: chunked\r\n'),
    ],
    [
      'with a header too long',
      431,
      (bytes: string) => bytes.replace('\r\n', `\r\na: ${'b'.repeat(20_000)}\r\n`),
    ],
    [
      'with a header that is none',
      400,
      (bytes: string) => bytes.replace('\r\n', '\r\nno header\r\n'),
    ],
  ])('a request %s is refused with %d', async (_, status, change) => {
    const [plain, shipped] = await onBoth(paths, async ({ url }) => {
      const socket = await openConnection(url)
      socket.write(change(toBytes(typename)))
      const { headers, ...response } = toResponse(await text(socket))
      return comparable({ ...response, reason: '', headers: Object.fromEntries(headers) })
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({ status, headers: { connection: 'close' } })
  })

  it('a caller that hangs up in the middle of the work is logged so, and the work goes on', async () => {
    const [plain, shipped] = await onBoth(paths, async (site) => {
      const upstream = site.emulator.holdNext('conversation')
      const caller = await Received.from(site.url)
      caller.write(create('hung-up', 0, {}, key('hung-up')))
      await upstream.arrived
      caller.socket.destroy()
      await once(caller.socket, 'close')
      // another answer shows that the end of that connection has been seen
      using other = await Received.from(site.url)
      other.write(typename)
      await other.next()
      upstream.release()
      const lines = await site.linesOf('hung-up')
      return lines.map((line) => leaveOut(line, 'time'))
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject([{ hungUp: true, outcomes: ['CREATED'], operation: 'mutation' }])
  })

  it('a caller that hangs up in the middle of the body has asked for nothing', async () => {
    const [plain, shipped] = await onBoth(paths, async (site) => {
      const mark = await site.mark()
      const caller = await openConnection(site.url)
      caller.write(toBytes(create('half', 0, {}, key('half'))).slice(0, -20))
      await site.mark()
      caller.destroy()
      await once(caller, 'close')
      const { upstream, lines, counted } = await site.since(mark)
      return { upstream, lines: lines.map((line) => leaveOut(line, 'time')), counted }
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({ upstream: [] })
  })

  it('requests of one document at once get each its own answer', async () => {
    const [plain, shipped] = await onBoth(paths, async (site) => {
      const mark = await site.mark()
      const requests = await Promise.all(
        Array.from({ length: 20 }, (_, nth) =>
          inNew('many', (id) => read(id, consumer('many', nth)))(site, nth),
        ),
      )
      const own = await Promise.all(
        requests.map(async (request) => {
          using connection = await Received.from(site.url)
          connection.write(request)
          const { body } = await connection.next()
          const { variables } = JSON.parse(String(request.body)) as { variables: { id: string } }
          return body.includes(variables.id)
        }),
      )
      if (site === paths.shipped) expectLane(await site.since(mark), 'prepared', 40)
      return own
    })

    expect(shipped).toEqual(plain)
    expect(plain).toEqual(Array.from({ length: 20 }, () => true))
  })
})
