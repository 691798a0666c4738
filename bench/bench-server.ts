import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual, promisify } from 'node:util'
import { onHelperCore, onServerCore } from './machine.ts'
import { end, type Running } from './processes.ts'
import type { Stack, Surroundings } from './stacks.ts'
import { batch, passthroughHeaders, toBody, toRequests, type Workload } from './workload.ts'

const STARTUP_MS = 30_000
const CONNECTIONS = 32
/** At a rate, so many that none is waited for. */
const CONNECTIONS_AT_RATE = 200

/** What a load generator prints. Times of answers in microseconds. */
export interface Load {
  readonly good: number
  readonly bad: number
  readonly unanswered: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly p50: number
  readonly p99: number
}

/**
 * Bounds that are left out are none. Without a rate, each answer is followed by the next request; at one, latency is
 * that of all but the first second.
 */
export interface LoadPlan {
  readonly seconds?: number
  readonly requests?: number
  readonly rate?: number
}

/** Where a load goes. */
export interface Target {
  readonly port: number
  readonly requestsFile: string
  readonly mark: string
}

/** A started server whose answer was found right. */
export interface BenchServer extends AsyncDisposable {
  readonly stack: Stack
  readonly pid: number
  /** Its own. */
  readonly upstream: Running
  readonly target: Target
  /** From its start to its first answer. */
  readonly firstAnswerMs: number
}

/** @throws Error when it does not start, or answers wrongly */
export async function startServer(
  stack: Stack,
  upstream: Running,
  given: Omit<Surroundings, 'port' | 'upstream'>,
): Promise<BenchServer> {
  const surroundings = { ...given, upstream: upstream.url, port: await freePort() }
  const { port, folder } = surroundings
  const { command, env } = stack.launch(surroundings)
  const headersOf = stack.headersOf(surroundings)
  const [file = '', ...args] = onServerCore(command)
  const startedAt = performance.now()
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const complaints = keepTail(child)
  try {
    const call = { url: `http://127.0.0.1:${port}`, headers: headersOf(0) }
    const answer = await firstAnswer(child, stack.workload, call)
    const firstAnswerMs = performance.now() - startedAt
    await check(stack, answer, upstream.url)
    const target = writeTarget(join(folder, stack.name), port, stack.workload, headersOf)
    return {
      stack,
      pid: child.pid ?? 0,
      upstream,
      target,
      firstAnswerMs,
      [Symbol.asyncDispose]: () => end(child),
    }
  } catch (error) {
    await end(child)
    const told = complaints().trim().split('\n').slice(0, 3).join(' / ')
    throw new Error(`${(error as Error).message}${told && `: ${told}`}`, { cause: error })
  }
}

export function writeTarget(
  path: string,
  port: number,
  workload: Workload,
  headersOf = passthroughHeaders,
): Target {
  const requestsFile = `${path}.requests`
  writeFileSync(requestsFile, toRequests(workload, headersOf))
  return { port, requestsFile, mark: workload.mark }
}

/** @throws Error when an answer was wrong or missing: that is not a measurement */
export async function runLoad(
  command: readonly string[],
  { port, requestsFile, mark }: Target,
  { seconds = 0, requests = 0, rate = 0 }: LoadPlan,
): Promise<Load> {
  const connections = rate === 0 ? CONNECTIONS : CONNECTIONS_AT_RATE
  const [file = '', ...args] = onHelperCore(command)
  const numbers = [port, connections, seconds, requests, rate].map(String)
  const { stdout } = await promisify(execFile)(file, [...args, ...numbers, requestsFile, mark])
  const load = JSON.parse(stdout) as Load
  if (load.bad > 0 || load.unanswered > 0 || load.good === 0) {
    throw new Error(`expected good answers only, got ${stdout.trim()}`)
  }
  return load
}

/** Of answers at once, each without waiting for the one before. */
async function firstAnswer(
  child: ChildProcess,
  workload: Workload,
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): Promise<unknown> {
  let failed: Error | undefined
  child.once('error', (error) => (failed = error))
  const until = performance.now() + STARTUP_MS
  while (performance.now() < until) {
    if (failed) throw failed
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`)
    try {
      const response = await fetch(url + workload.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: toBody(workload),
        signal: AbortSignal.timeout(5000),
      })
      if (response.status !== 404) return await response.json()
    } catch {
      // not listening yet
    }
    await pause(5)
  }
  throw new Error(`it gave no answer within ${STARTUP_MS} ms`)
}

async function check({ workload, kind }: Stack, answer: unknown, upstream: string): Promise<void> {
  const text = JSON.stringify(answer)
  const id = /"conversationId":"([^"]+)"/.exec(text)?.[1] ?? ''
  const expected = workload.answer(id)
  if (id === '' || !isDeepStrictEqual(answer, expected)) {
    throw new Error(`expected the answer ${JSON.stringify(expected)}, got ${text}`)
  }
  const sent = await (await fetch(`${upstream}/__last`)).text()
  const [head = '', body = ''] = sent.split('\r\n\r\n')
  if (!isDeepStrictEqual(JSON.parse(body), batch)) {
    throw new Error(`expected the batch ${JSON.stringify(batch)}, got ${body}`)
  }
  if (!/^authorization: \S/im.test(head) || !/^x-lp-on-behalf: \S/im.test(head)) {
    throw new Error(`expected LivePerson's two tokens from a ${kind}, got ${head}`)
  }
}

function keepTail({ stderr }: ChildProcess): () => string {
  let text = ''
  stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(0, 2000)))
  return () => text
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
