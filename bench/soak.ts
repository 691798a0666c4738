/**
 * Whether memory stays flat: 200,000 creates, each of another consumer, as fast as the gateway takes them, and its
 * heap along the way. `npm run soak [-- creates]`
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { type Running, startProgram } from './processes.ts'
import { startOptions } from './start-options.ts'

const CONNECTIONS = 64
const STEPS = 10
const SCRAPES = 10
const creates = Number(process.argv[2] ?? 200_000)

const body = JSON.stringify({
  query: `mutation ($input: CreateConversationInput!) {
    createConversation(input: $input) { outcome conversation { id } results { __typename } problem { code } }
  }`,
  variables: {
    input: {
      sdes: [
        { customerInfo: { ctype: 'vip', socialId: '1234567890' } },
        { personalInfo: { firstName: 'John', lastName: 'Doe', gender: 'MALE' } },
      ],
      campaignInfo: { campaignId: '99999', engagementId: '888888' },
    },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'soak-'))
try {
  await using upstream = await startProgram(['bench/upstream-stub.ts'])
  await using gateway = await startProgram([...startOptions, 'dist/main.js'], {
    NODE_ENV: 'production',
    PORT: '0',
    LOG_LEVEL: 'error',
    AUTH_MODE: 'passthrough',
    LP_ACCOUNT_ID: '12345678',
    LP_DOMAIN_API_URL: upstream.url,
    STORE_URL: `sqlite:${folder}/gateway.db`,
    STORE_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    RATE_LIMIT_ADDRESS: 'off',
    RATE_LIMIT_CONSUMER: 'off',
    RATE_LIMIT_ACCOUNT: 'off',
  })
  await soak(gateway)
} finally {
  await rm(folder, { recursive: true })
}

async function soak(gateway: Running): Promise<void> {
  const pool = new Pool(gateway.url, { connections: CONNECTIONS })
  const before = await readMemory(gateway)
  report('before', 0, before)
  const outcomes = new Map<string, number>()
  let sent = 0
  const startedAt = performance.now()
  for (let step = 1; step <= STEPS; step++) {
    const until = Math.round((creates * step) / STEPS)
    const workers = Array.from({ length: CONNECTIONS }, async () => {
      while (sent < until) {
        const outcome = await create(pool, sent++)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    })
    await Promise.all(workers)
    report(`step ${step}`, sent, await readMemory(gateway))
  }
  await pool.close()
  const seconds = (performance.now() - startedAt) / 1000
  console.log(`${sent} creates in ${seconds.toFixed(0)} s`, Object.fromEntries(outcomes))
}

async function create(pool: Pool, consumer: number): Promise<string> {
  const claims = Buffer.from(JSON.stringify({ ext_consumer_id: `c-${consumer}` }))
  const answer = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: 'a.b.c',
      'x-lp-on-behalf': `a.${claims.toString('base64url')}.c`,
    },
    body,
  })
  const { data } = (await answer.body.json()) as {
    data?: { createConversation: { outcome: string } }
  }
  return data?.createConversation.outcome ?? `HTTP ${answer.statusCode}`
}

interface Memory {
  readonly heapMiB: number
  readonly residentMiB: number
}

/** The least of several readings, which is what stays after a collection. */
async function readMemory({ url }: Running): Promise<Memory> {
  const readings: Memory[] = []
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    const text = await (await fetch(`${url}/metrics`)).text()
    readings.push({
      heapMiB: valueOf(text, 'nodejs_heap_size_used_bytes') / 2 ** 20,
      residentMiB: valueOf(text, 'process_resident_memory_bytes') / 2 ** 20,
    })
    await pause(100)
  }
  return {
    heapMiB: Math.min(...readings.map(({ heapMiB }) => heapMiB)),
    residentMiB: Math.min(...readings.map(({ residentMiB }) => residentMiB)),
  }
}

function valueOf(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1])
}

function report(name: string, sent: number, { heapMiB, residentMiB }: Memory): void {
  console.log(
    `${name.padEnd(8)} ${String(sent).padStart(7)} creates  heap ${heapMiB.toFixed(1)} MiB  resident ${residentMiB.toFixed(1)} MiB`,
  )
}
