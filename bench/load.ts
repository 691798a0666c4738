/**
 * What bench/native/load.c does, where there is no C compiler: the same arguments, and the same line of JSON.
 */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { quantile } from './statistics.ts'

const [port = '', connections = '', seconds = '', count = '', rate = '', file = '', mark = ''] =
  process.argv.slice(2)
const NUMBER = '################'
const CONSUMER = /@@@(\d+)@+/g
const CONSUMER_DIGITS = 12
const GRACE_MS = 10_000
const LEAD_MS = 1_000

const requests = readRequests(readFileSync(file, 'utf8'))
const latencies: number[] = []
let sent = 0
let good = 0
let bad = 0
let number = Date.now() * 1000

class Connection {
  readonly #socket: Socket
  readonly #onFree: (connection: Connection) => void
  #dueAt = 0
  #text = ''

  constructor(onFree: (connection: Connection) => void) {
    this.#onFree = onFree
    this.#socket = connect(Number(port), '127.0.0.1').setNoDelay(true).setEncoding('latin1')
    this.#socket.on('data', (chunk: string) => this.#take(chunk))
  }

  send(dueAt: number): void {
    this.#dueAt = dueAt
    const request = requests[sent % requests.length] ?? ''
    sent += 1
    this.#socket.write(fill(request, number++))
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: string): void {
    this.#text += chunk
    if (!isWhole(this.#text)) return
    if (this.#text.startsWith('HTTP/1.1 200') && this.#text.includes(mark)) {
      good += 1
      if (this.#dueAt >= timedFrom) latencies.push((performance.now() - this.#dueAt) * 1000)
    } else bad += 1
    this.#text = ''
    this.#onFree(this)
  }
}

const startedAt = performance.now()
const timedFrom = startedAt + (Number(rate) > 0 ? LEAD_MS : 0)
const stopAt = startedAt + (Number(seconds) || 3600) * 1000
const all =
  Number(rate) === 0 ? sendAsAnswered(Number(connections)) : await sendAtRate(Number(rate))
while (isSending() || (unanswered() > 0 && performance.now() < stopAt + GRACE_MS)) await pause(1)
const took = (performance.now() - startedAt) / 1000
for (const connection of all) connection.close()
const { user, system } = process.cpuUsage()
const percentile = (share: number) => Math.round(quantile(latencies, share) || 0)
console.log(
  JSON.stringify({
    good,
    bad,
    unanswered: unanswered(),
    seconds: took,
    cpuSeconds: (user + system) / 1e6,
    p50: percentile(0.5),
    p90: percentile(0.9),
    p99: percentile(0.99),
    max: percentile(1),
  }),
)

function fill(request: string, by: number): string {
  return request
    .replaceAll(NUMBER, String(by).padStart(NUMBER.length, '0'))
    .replaceAll(CONSUMER, (_, below: string) => {
      const digits = String(by % Number(below)).padStart(CONSUMER_DIGITS, '0')
      return Buffer.from(digits).toString('base64url')
    })
}

function unanswered(): number {
  return sent - good - bad
}

function isSending(): boolean {
  return performance.now() < stopAt && (Number(count) === 0 || sent < Number(count))
}

function sendAsAnswered(most: number): readonly Connection[] {
  const next = (connection: Connection) => {
    if (isSending()) connection.send(performance.now())
  }
  const opened = Array.from({ length: most }, () => new Connection(next))
  opened.forEach(next)
  return opened
}

/** Each counts from when it was due, so a server that stalls can't hide it. */
async function sendAtRate(perSecond: number): Promise<readonly Connection[]> {
  const free: Connection[] = []
  const opened = Array.from(
    { length: Number(connections) },
    () => new Connection((connection) => free.push(connection)),
  )
  free.push(...opened)
  while (isSending()) {
    const dueAt = startedAt + (sent / perSecond) * 1000
    const connection = dueAt <= performance.now() ? free.pop() : undefined
    if (connection === undefined) await pause(1)
    else connection.send(dueAt)
  }
  return opened
}

/** Bytes are read as Latin-1, one character each. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const head = text.slice(0, end)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length !== undefined) return text.length >= end + 4 + Number(length)
  return /^transfer-encoding:/im.test(head) ? text.endsWith('0\r\n\r\n') : true
}

/** Each after a line with its length; all of it is ASCII. */
function readRequests(text: string): readonly string[] {
  const found: string[] = []
  let at = 0
  while (at < text.length) {
    const lineEnd = text.indexOf('\n', at)
    const length = Number(text.slice(at, lineEnd))
    found.push(text.slice(lineEnd + 1, lineEnd + 1 + length))
    at = lineEnd + 1 + length
  }
  return found
}
