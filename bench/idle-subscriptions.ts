/**
 * What subscriptions cost that have nothing to tell: memory for each, CPU while all of them wait, and how soon an
 * event then arrives that another process has written. `node bench/idle-subscriptions.ts [count=5000] [sockets=count]`,
 * after `npm run build`.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { ownerKeyOf } from '../src/auth/viewer.ts'
import type { AccountId, AppJwt, ConsumerId, ConsumerJws, ConversationId } from '../src/ids.ts'
import { ConversationLog } from '../src/message/conversation-log.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { type Running, startProgram } from './processes.ts'
import { startOptions } from './start-options.ts'

const count = Number(process.argv[2] ?? 5000)
const sockets = Math.min(count, Number(process.argv[3] ?? count))
const IDLE_MS = 60_000
const EVENTS = 500
const AT_ONCE = 100
const SCRAPES = 10
const DAY_MS = 86_400_000

const accountId = '12345678' as AccountId
const appJwt = 'a.b.c' as AppJwt
const consumerJws = `a.${Buffer.from('{"ext_consumer_id":"ada"}').toString('base64url')}.c`
const query = `subscription ($id: ID!) {
  conversationEvents(conversationId: $id) {
    __typename
    cursor
    ... on MessageEvent { sequence from content { ... on TextContent { text } } }
  }
}`
const retention = {
  idempotencyMs: DAY_MS,
  conversationMs: DAY_MS,
  sightingMs: DAY_MS,
  setAsideMs: DAY_MS,
}
const key = { id: 'k1', secret: randomBytes(32) }
const toId = (index: number) => `conversation-${index}` as ConversationId

const folder = await mkdtemp(join(tmpdir(), 'idle-'))
const path = `${folder}/gateway.db`
try {
  await using store = await openStore({ kind: 'sqlite', path }, retention, [key])
  for (let index = 0; index < count; index += 1) await putConversation(store, toId(index))
  await using upstream = await startProgram(['bench/upstream-stub.ts'])
  await using gateway = await startProgram([...startOptions, 'dist/main.js'], {
    NODE_ENV: 'production',
    PORT: '0',
    LOG_LEVEL: 'error',
    AUTH_MODE: 'passthrough',
    LP_ACCOUNT_ID: accountId,
    LP_DOMAIN_API_URL: upstream.url,
    STORE_URL: `sqlite:${path}`,
    STORE_KEYS: `${key.id}:${key.secret.toString('base64')}`,
    RATE_LIMIT_ADDRESS: 'off',
    RATE_LIMIT_CONSUMER: 'off',
    RATE_LIMIT_ACCOUNT: 'off',
  })
  await measure(gateway, store)
} finally {
  await rm(folder, { recursive: true })
}

async function measure(gateway: Running, store: Store): Promise<void> {
  const arrivals = new Map<string, (at: number) => void>()
  const before = await read(gateway)
  report('before', before)
  const opened = await openAll(gateway, arrivals)
  await untilActive(gateway)
  const after = await read(gateway)
  report(`${count} on ${sockets} sockets`, after)
  const each = (bytes: number) => `${(bytes / count / 1024).toFixed(1)} KiB`
  console.log(
    `each: resident ${each(after.resident - before.resident)}, heap ${each(after.heap - before.heap)}`,
  )
  await pause(IDLE_MS)
  const idle = await read(gateway)
  const seconds = idle.cpuSeconds - after.cpuSeconds
  const minutes = (idle.at - after.at) / 60_000
  console.log(`idle: ${(seconds / minutes).toFixed(2)} s of CPU a minute`)
  await measureLatency(store, arrivals)
  for (const socket of opened) socket.terminate()
}

/** Of events that this process writes, so that the gateway has to find out. */
async function measureLatency(
  store: Store,
  arrivals: Map<string, (at: number) => void>,
): Promise<void> {
  using log = new ConversationLog({
    logs: store.logs,
    retentionMs: DAY_MS,
    strangerRetentionMs: DAY_MS,
    onStoreError: (error) => console.error(error),
  })
  const latencies: number[] = []
  for (let event = 0; event < EVENTS; event += 1) {
    const id = toId(event % count)
    const sequence = Math.floor(event / count)
    const wire = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } as const
    const { promise, resolve } = Promise.withResolvers<number>()
    arrivals.set(id, resolve)
    const writtenAt = performance.now()
    await log.record(id, [
      { kind: 'message', dialogId: id, from: 'ASSIGNED_AGENT', sequence, event: wire },
    ])
    latencies.push((await promise) - writtenAt)
  }
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.ceil(share * EVENTS) - 1]?.toFixed(1)
  console.log(
    `${EVENTS} events, one at a time: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`,
  )
}

async function openAll(
  gateway: Running,
  arrivals: Map<string, (at: number) => void>,
): Promise<readonly WebSocket[]> {
  const opened: WebSocket[] = []
  const onEvent = (id: string): void => arrivals.get(id)?.(performance.now())
  while (opened.length < sockets) {
    const batch = Array.from({ length: Math.min(AT_ONCE, sockets - opened.length) }, () =>
      openSocket(gateway.url.replace('http', 'ws'), onEvent),
    )
    opened.push(...(await Promise.all(batch)))
  }
  for (let index = 0; index < count; index += 1) {
    const variables = { id: toId(index) }
    opened[index % sockets]?.send(
      JSON.stringify({ type: 'subscribe', id: variables.id, payload: { query, variables } }),
    )
    if (index % AT_ONCE === 0) await pause(1)
  }
  return opened
}

async function openSocket(url: string, onEvent: (id: string) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  const payload = { authorization: appJwt, 'x-lp-on-behalf': consumerJws }
  socket.send(JSON.stringify({ type: 'connection_init', payload }))
  await once(socket, 'message')
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { id: string; type: string; payload?: unknown }
    const isEvent = JSON.stringify(message.payload).startsWith('{"data"')
    if (message.type === 'next' && isEvent) onEvent(message.id)
    else throw new Error(`expected an event, got ${JSON.stringify(message)}`)
  })
  return socket
}

async function putConversation(store: Store, id: ConversationId): Promise<void> {
  const consumerId = 'ada' as ConsumerId
  const viewer = {
    kind: 'passthrough',
    appJwt,
    consumerJws: consumerJws as ConsumerJws,
    consumerId,
  } as const
  const owner = ownerKeyOf(viewer, accountId, consumerId)
  await store.conversations.put({
    id,
    accountId,
    consumerId,
    owner,
    stage: 'OPEN',
    createdAt: Date.now(),
  })
}

interface Reading {
  readonly at: number
  readonly heap: number
  readonly resident: number
  readonly cpuSeconds: number
}

async function untilActive(gateway: Running): Promise<void> {
  while (valueOf(await scrape(gateway), 'gateway_subscriptions_active') < count) await pause(100)
}

/** The least memory of several readings, which is what stays after a collection. */
async function read(gateway: Running): Promise<Reading> {
  const readings: Reading[] = []
  for (let n = 0; n < SCRAPES; n += 1) {
    const metrics = await scrape(gateway)
    readings.push({
      at: performance.now(),
      heap: valueOf(metrics, 'nodejs_heap_size_used_bytes'),
      resident: valueOf(metrics, 'process_resident_memory_bytes'),
      cpuSeconds: valueOf(metrics, 'process_cpu_seconds_total'),
    })
    await pause(200)
  }
  const last = readings.at(-1)
  if (last === undefined) throw new TypeError('expected a reading')
  return {
    ...last,
    heap: Math.min(...readings.map(({ heap }) => heap)),
    resident: Math.min(...readings.map(({ resident }) => resident)),
  }
}

async function scrape({ url }: Running): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

function valueOf(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1])
}

function toMib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`
}

function report(name: string, { heap, resident }: Reading): void {
  console.log(`${name}: resident ${toMib(resident)}, heap ${toMib(heap)}`)
}
