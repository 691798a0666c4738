import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { untilRefused } from '../support/raw-http.ts'
import { BothPaths } from './both-paths.ts'
import { key, onBoth, prepare, readQuery, typename } from './connection-cases.ts'
import { Received, toBytes } from './connection.ts'
import { create } from './documents.ts'
import { comparable, leaveOut } from './normalise.ts'
import type { Site } from './site.ts'
import { post } from './wire.ts'

/** Once it takes no more connections; the answer is the last on this one, and the gateway has stopped then. */
async function answerWhileStopping(
  { gateway, url }: Site,
  connection: Received,
  goOn: () => void,
): Promise<unknown> {
  const ended = once(connection.socket, 'end')
  const stopped = gateway[Symbol.asyncDispose]()
  await untilRefused(url)
  goOn()
  const answer = await connection.next()
  await Promise.all([ended, stopped])
  return comparable(answer)
}

describe('a gateway that stops', () => {
  it('answers what is in flight, says that the connection ends, and ends it', async () => {
    await using paths = await BothPaths.start()
    await Promise.all(paths.sites.map(prepare))

    const [plain, shipped] = await onBoth(paths, async (site) => {
      const upstream = site.emulator.holdNext('conversation')
      using connection = await Received.from(site.url)
      connection.write(create('stopping', 0, {}, key('stopping')))
      await upstream.arrived
      return await answerWhileStopping(site, connection, () => upstream.release())
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
      body: expect.stringContaining('"CREATED"'),
    })
  })
})

describe('a request whose body comes while the gateway stops', () => {
  it('is told what is wrong with it, as at any other time', async () => {
    await using paths = await BothPaths.start()
    await Promise.all(paths.sites.map(prepare))

    const [plain, shipped] = await onBoth(paths, async (site) => {
      using connection = await Received.from(site.url)
      const bytes = toBytes(post({ query: readQuery, variables: {} }, key('late')))
      connection.socket.write(bytes.slice(0, -9))
      // what is answered now was sent after those
      using other = await Received.from(site.url)
      other.write(typename)
      await other.next()
      return await answerWhileStopping(site, connection, () => {
        connection.socket.write(bytes.slice(-9))
      })
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({
      status: 200,
      headers: { connection: 'close' },
      body: expect.stringContaining('"BAD_USER_INPUT"'),
    })
  })
})

describe('a gateway with as many requests as it can hold', () => {
  it('answers the next with 503 and Retry-After, and sends nothing for it', async () => {
    await using paths = await BothPaths.start({ MAX_IN_FLIGHT: '1' })
    await Promise.all(paths.sites.map(prepare))

    const [plain, shipped] = await onBoth(paths, async (site) => {
      const mark = await site.mark()
      const upstream = site.emulator.holdNext('conversation')
      using first = await Received.from(site.url)
      first.write(create('first', 0, {}, key('first')))
      await upstream.arrived
      using second = await Received.from(site.url)
      second.write(create('second', 0, {}, key('second')))
      const refused = comparable(await second.next())
      upstream.release()
      const answered = comparable(await first.next())
      second.write(typename)
      const after = comparable(await second.next())
      const { counted, lines } = await site.since(mark)
      return {
        answers: [refused, answered, after],
        counted,
        lines: lines.map((line) => leaveOut(line, 'time')),
      }
    })

    expect(shipped).toEqual(plain)
    expect(plain).toMatchObject({
      answers: [
        {
          status: 503,
          headers: { 'retry-after': '1', 'x-correlation-id': 'second' },
          body: expect.stringContaining('OVERLOADED'),
        },
        { status: 200 },
        { status: 200 },
      ],
      counted: { gateway_requests_refused_for_load_total: 1 },
    })
  })
})
