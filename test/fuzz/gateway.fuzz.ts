import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc, { type Arbitrary } from 'fast-check'
import { buildSchema } from 'graphql'
import { type Draw, drawn, text } from './draw.ts'
import { type GraphQLCase, type Known, operation } from './operations.ts'
import { exchangeRaw, rawRequest, webhook } from './raw-requests.ts'
import { readSettings } from './settings.ts'
import { handshake, leaveHandshake, talk, talkTo } from './socket-talk.ts'
import { type Held, startTarget, type Target } from './target.ts'
import { faultsOf, faultsOfBody, secretsIn } from './verdict.ts'

const { seconds, seed, path } = readSettings(process.env)
const print = (line: string) => process.stdout.write(`${line}\n`)

/** The share of the time that each part has. The rest is for coming to rest. */
const shares = {
  operations: 0.3,
  requests: 0.2,
  webhooks: 0.1,
  sockets: 0.15,
  handshakes: 0.05,
  streams: 0.1,
}
/** Connections of one case. */
const AT_ONCE = 8
/** A sound request is sent after so many others. */
const ROUND = 40
/** What starting, coming to rest and a slow machine may take on top. */
const PATIENCE_MS = 90_000
/** Caches that fill, and what the store rightly keeps of all that it was told in each second. */
const GROWTH_BYTES = (48 + seconds / 4) * 1024 * 1024
const GROWTH_FILES = 20

const noFault = 'no fault'

describe('a gateway that is sent anything at all', () => {
  let target: Target
  let atStart: Held
  const known: { schema: Known['schema']; conversationIds: readonly string[] } = {
    schema: buildSchema('type Query { none: Int }'),
    conversationIds: [],
  }

  beforeAll(async () => {
    print(`FUZZ_SEED=${seed}, ${seconds} s`)
    known.schema = buildSchema(await readFile('schema/subgraph.graphql', 'utf8'))
    target = await startTarget()
    known.conversationIds = target.conversationIds
    // The first requests load and compile what the others use.
    const sound = { query: '{ __schema { types { name } } _service { sdl } }', variables: {} }
    for (let left = 200; left > 0; left -= 1) await askOverHttp(sound)
    atStart = await target.heldAtRest()
  }, PATIENCE_MS)

  afterAll(async () => {
    await target[Symbol.asyncDispose]()
  })

  /** Runs cases for a share of the time; tells of the first bad one, and how to repeat it. */
  async function fuzz<T>(
    what: string,
    share: number,
    build: (draw: Draw) => T,
    run: (input: T) => Promise<readonly string[]>,
  ): Promise<string> {
    let cases = 0
    const arbitrary: Arbitrary<T> = drawn(build)
    const property = fc.asyncProperty(arbitrary, async (input) => {
      cases += 1
      const faults = await run(input)
      if (cases % ROUND === 0) await target.expectHealthy()
      if (faults.length > 0) throw new Error(faults.join('; '))
    })
    const details = await fc.check(property, {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * share * 1_000,
      markInterruptAsFailure: false,
      ...(path !== undefined && { path }),
    })
    print(`${cases} cases of ${what}`)
    await target.expectHealthy()
    // The first number alone finds the case; the others are how it was made small.
    const [caseNumber] = details.counterexamplePath?.split(':') ?? []
    const repeat = `FUZZ_SEED=${seed} FUZZ_PATH=${caseNumber}`
    const report = [
      `Repeat it: ${repeat} npm run test:fuzz -- -t '${what}'`,
      `Found: ${String(details.errorInstance)}`,
      `Sent: ${fc.stringify(details.counterexample)}`,
    ]
    return details.failed ? report.join('\n') : noFault
  }

  async function askOverHttp(sent: GraphQLCase): Promise<readonly string[]> {
    const response = await fetch(`${target.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-consumer-id': 'ada' },
      body: JSON.stringify(sent),
      signal: AbortSignal.timeout(15_000),
    })
    const type = response.headers.get('content-type')
    return faultsOf({ status: response.status, type, text: await response.text() })
  }

  it(
    'answers operations',
    async () => {
      const found = await fuzz(
        'operations',
        shares.operations,
        (draw) => operation(draw, known),
        askOverHttp,
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'answers requests',
    async () => {
      const found = await fuzz(
        'requests',
        shares.requests,
        (draw) => rawRequest(draw, known),
        (bytes) => exchangeRaw(target.url, bytes),
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'answers webhooks',
    async () => {
      const found = await fuzz(
        'webhooks',
        shares.webhooks,
        (draw) => webhook(draw, known, target),
        async ({ path: at, headers, body }) => {
          const response = await fetch(`${target.url}${at}`, { method: 'POST', headers, body })
          const told = await response.text()
          const isExpected = [200, 401, 404].includes(response.status)
          return [...(isExpected ? [] : [`HTTP ${response.status}`]), ...secretsIn(told)]
        },
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'answers sockets',
    async () => {
      const found = await fuzz(
        'sockets',
        shares.sockets,
        (draw) => draw.times(1, AT_ONCE, () => talk(draw, known)),
        (talks) => all(talks.map((steps) => talkTo(target.url, steps))),
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'answers handshakes',
    async () => {
      const found = await fuzz(
        'handshakes',
        shares.handshakes,
        (draw) => draw.times(1, AT_ONCE, () => handshake(draw)),
        (begun) => all(begun.map((bytes) => leaveHandshake(target.url, bytes))),
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'answers streams',
    async () => {
      const found = await fuzz(
        'streams',
        shares.streams,
        (draw) =>
          draw.times(1, AT_ONCE, () => ({
            ...operation(draw, known, draw.chance(80) ? 'subscription' : undefined),
            accept: draw.pick(['text/event-stream', 'text/event-stream, */*', text(draw)]),
          })),
        (asked) => all(asked.map(({ accept, ...sent }) => readStream(target.url, sent, accept))),
      )

      expect(found).toBe(noFault)
    },
    seconds * 1_000 + PATIENCE_MS,
  )

  it(
    'holds on to nothing, logs no fault of its own, and stops when it is told to',
    async () => {
      const atEnd = await target.heldAtRest()
      const grown = atEnd.heapBytes - atStart.heapBytes
      print(`heap: ${atStart.heapBytes} bytes at first, ${atEnd.heapBytes} at last`)

      expect(atEnd).toMatchObject({ inFlight: 0, subscriptions: 0 })
      expect(grown).toBeLessThan(GROWTH_BYTES)
      expect(atEnd.openFiles - atStart.openFiles).toBeLessThan(GROWTH_FILES)

      const { code, stdout, stderr } = await target.stop()
      expect(code).toBe(0)
      expect(stderr).toBe('')
      const logged = stdout.split('\n').filter((line) => line.startsWith('{'))
      expect(logged.slice(0, 3)).toEqual([])
    },
    PATIENCE_MS,
  )
})

const all = async (faults: readonly Promise<readonly string[]>[]): Promise<readonly string[]> =>
  (await Promise.all(faults)).flat()

/** What a caller takes to read a stream before they leave. */
const STREAM_MS = 20

async function readStream(
  url: string,
  sent: GraphQLCase,
  accept: string,
): Promise<readonly string[]> {
  const leave = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-consumer-id': 'ada',
      accept: /^[\x20-\x7e]*$/.test(accept) ? accept : '*/*',
    },
    body: JSON.stringify(sent),
    signal: leave.signal,
  })
  const type = response.headers.get('content-type')
  if (!type?.startsWith('text/event-stream')) {
    return faultsOf({ status: response.status, type, text: await response.text() })
  }
  const timer = setTimeout(() => leave.abort(), STREAM_MS)
  let told = ''
  try {
    for await (const chunk of response.body ?? []) told += Buffer.from(chunk).toString()
  } catch (error) {
    if (!leave.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
  const events = [...told.matchAll(/^event: next\ndata: (.*)\n\n/gm)]
  return [...secretsIn(told), ...events.flatMap(([, data = '']) => faultsOfBody(data))]
}
