import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { EndpointName, Fault } from '../../src/emulator/emulator.ts'
import { comparable, leaveOut, normalise } from './normalise.ts'
import { type Env, Site, type Traces } from './site.ts'
import { type Answer, Wire, type WireRequest } from './wire.ts'

/** Who answers a request whose document has been seen before: the prepared path, or Fastify and Apollo. */
export type Lane = 'prepared' | 'plain'

export interface Told {
  readonly status: number
  readonly headers?: object
  readonly lacksHeaders?: readonly string[]
  /** Parsed; what it must hold at least. */
  readonly body?: object
  readonly text?: RegExp
  /** What the answer and the log must not hold. */
  readonly hides?: string
}

/** One request, which is sent three times to each gateway. */
export interface Case {
  /** A fact. */
  readonly name: string
  readonly lane: Lane
  /** What is sent the `nth` time, after whatever has to be there before. */
  readonly send: (site: Site, nth: number) => WireRequest | Promise<WireRequest>
  /** What goes wrong at LivePerson, each time. */
  readonly fault?: Fault
  /** The third time, on both. */
  readonly told: Told
  /** What LivePerson is asked for it, the third time. */
  readonly reaches?: readonly EndpointName[]
}

interface Sent {
  readonly answer: Answer
  readonly traces: Traces
}

/** The same gateway twice: where Apollo Server runs every request, and as shipped. */
export class BothPaths implements AsyncDisposable {
  readonly plain: Site
  readonly shipped: Site

  private constructor(plain: Site, shipped: Site) {
    this.plain = plain
    this.shipped = shipped
  }

  /** @param env what both have, or what each has */
  static async start(env: Env | ((name: 'plain' | 'shipped') => Env) = {}): Promise<BothPaths> {
    const envOf = typeof env === 'function' ? env : () => env
    const plain = await Site.start({ ...envOf('plain'), PREPARED_OPERATIONS: '0' })
    return new BothPaths(plain, await Site.start(envOf('shipped')))
  }

  get sites(): readonly Site[] {
    return [this.plain, this.shipped]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.sites.map((site) => site[Symbol.asyncDispose]()))
  }
}

/** Every case as a test of its own, on a pair of gateways that they share. */
export function describeBothPaths(
  title: string,
  env: Parameters<typeof BothPaths.start>[0],
  cases: readonly Case[],
): void {
  describe.each([title])('%s', () => {
    let paths: BothPaths
    beforeAll(async () => {
      paths = await BothPaths.start(env)
    })
    afterAll(() => paths[Symbol.asyncDispose]())

    it.each(cases)('$name', async (one) => {
      const [plain, shipped] = await Promise.all([
        sendThrice(paths.plain, one),
        sendThrice(paths.shipped, one),
      ])

      expect(shipped.map(seenIn)).toEqual(plain.map(seenIn))
      expectTold(plain, one)
      expectTold(shipped, one)
      for (const { traces } of shipped.slice(-1)) expectLane(traces, one.lane)
      for (const { traces } of plain) expectLane(traces, 'plain')
    })
  })
}

async function sendThrice(site: Site, { send, fault }: Case): Promise<readonly Sent[]> {
  using wire = new Wire(site.url)
  const sent: Sent[] = []
  for (const nth of [1, 2, 3]) {
    const request = await send(site, nth)
    if (fault) site.emulator.addFault(fault)
    const mark = await site.mark()
    const headers = { 'x-correlation-id': `nth-${nth}`, ...request.headers }
    const answer = await wire.send({ ...request, headers })
    site.emulator.clearFaults()
    sent.push({ answer, traces: await site.since(mark) })
  }
  return sent
}

/** All that can be observed, in a form that is the same on both paths. */
export function seenIn({ answer, traces: { lines, counted, upstream } }: Sent): unknown {
  return normalise({
    answer: comparable(answer),
    lines: lines.map((line) => ({ ...leaveOut(line, 'time'), err: messageOf(line['err']) })),
    counted,
    upstream: upstream
      .map((request) => JSON.stringify(leaveOut(request, 'at', 'status')))
      .toSorted((a, b) => (normalised(a) < normalised(b) ? -1 : 1)),
  })
}

const normalised = (text: string): string => JSON.stringify(normalise(text))

/** Its stack shows which path it took. */
function messageOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'message' in error ? error.message : error
}

function expectTold(sent: readonly Sent[], { told, reaches }: Case): void {
  const last = sent.at(-1)
  if (!last) throw new TypeError('expected something to be sent')
  const { status, headers = {}, lacksHeaders = [], body } = told
  const { text = /(?:)/, hides = 'nobody wrote this' } = told
  const { answer, traces } = last
  const seen = {
    ...answer,
    lacks: lacksHeaders.filter((name) => !(name in answer.headers)),
    ...(body && { parsed: JSON.parse(answer.body) as unknown }),
    reached: traces.upstream.map(({ endpoint }) => endpoint).toSorted(),
    all: JSON.stringify(sent.map((each) => [each.answer.body, each.traces.lines])),
  }
  expect(seen).toMatchObject({
    status,
    headers,
    lacks: lacksHeaders,
    ...(body && { parsed: body }),
    body: expect.stringMatching(text),
    ...(reaches && { reached: reaches.toSorted() }),
    all: expect.not.stringContaining(hides),
  })
}

/** That answers came from where they should. */
export function expectLane({ prepared }: Traces, lane: Lane, answers = 1): void {
  expect(prepared).toBe(lane === 'prepared' ? answers : 0)
}
