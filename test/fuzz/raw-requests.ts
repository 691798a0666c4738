import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection } from '../support/raw-http.ts'
import { changeNotification, textNotification } from '../support/webhooks.ts'
import { type Draw, json, mutateBytes, mutateJson, text } from './draw.ts'
import { operation, type Known } from './operations.ts'
import { secretsIn } from './verdict.ts'

/** Above every time a request may take: who says nothing for so long hangs. */
const ANSWER_MS = 8_000

const paths = [
  '/graphql',
  '/graphql?query=%7B__typename%7D',
  '/webhooks/12345678',
  '/webhooks/99999999',
  '/healthz',
  '/readyz',
  '/metrics',
  '/',
  '/explorer',
  '/explorer/',
  '/explorer/../../package.json',
  '/explorer/%2e%2e%2fpackage.json',
  '/nothing/here',
  '/__proto__',
  '*',
  'http://elsewhere.example/graphql',
  '//graphql',
  '/graphql/%ff%fe',
  '/webhooks/%',
] as const
const methods = [
  'GET',
  'POST',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'PATCH',
  'TRACE',
  'QUERY',
] as const

type Header = readonly [name: string, value: string]

const oddHeaders: readonly [Header, ...Header[]] = [
  ['Content-Type', 'text/plain'],
  ['Content-Type', 'application/json; charset=utf-16'],
  ['Content-Type', 'multipart/form-data; boundary=x'],
  ['Content-Encoding', 'gzip'],
  ['Content-Length', '-1'],
  ['Content-Length', '5'],
  ['Content-Length', '99999999999999999999'],
  ['Transfer-Encoding', 'chunked'],
  ['Transfer-Encoding', 'chunked, identity'],
  ['Expect', '100-continue'],
  ['Expect', 'a miracle'],
  ['Accept', 'text/html'],
  ['Accept', ';;;,q=x,*/*;q=-1'],
  ['Accept', 'application/graphql-response+json'],
  ['Origin', 'https://evil.example'],
  ['Access-Control-Request-Method', 'POST'],
  ['Host', ''],
  ['Host', 'a b'],
  ['Host', '[::1'],
  ['X-Consumer-Id', 'ada lovelace'],
  ['X-Consumer-Id', 'x'.repeat(300)],
  ['X-Correlation-Id', '../../x'],
  ['X-Request-Timeout-Ms', '0'],
  ['X-Request-Timeout-Ms', '1e9'],
  ['Idempotency-Key', '""'],
  ['Idempotency-Key', 'k'.repeat(256)],
  ['Upgrade', 'h2c'],
  ['Upgrade', 'websocket'],
  ['Traceparent', '00-zz-zz-zz'],
  ['X-Forwarded-For', '::ffff:999.1.1.1, unknown'],
  ['Forwarded', 'for="_gazonk'],
  ['Range', 'bytes=0-18446744073709551615'],
  ['If-Modified-Since', 'yesterday'],
  ['Cookie', `a=${'b'.repeat(20_000)}`],
  ['Bad Name', '1'],
  ['', 'nameless'],
]

/** One request of HTTP/1.1 as bytes, sound or not. */
export function rawRequest(draw: Draw, known: Known): Buffer {
  const path = draw.chance(5) ? `/${encodeURI(text(draw).toWellFormed())}` : draw.pick(paths)
  const body = Buffer.from(draw.chance(50) ? bodyOf(draw, known) : '')
  const headers: Header[] = [
    ['Host', 'gateway'],
    ['Content-Type', 'application/json'],
    ...(body.length > 0 ? [['Content-Length', String(body.length)] as const] : []),
    ...draw.times<Header>(0, 3, () => draw.pick(oddHeaders)),
    ['Connection', 'close'],
  ]
  const method = draw.pick(methods)
  const version = draw.chance(3) ? draw.pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'ICY']) : 'HTTP/1.1'
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} ${path} ${version}`, ...lines, '', ''].join('\r\n')
  const bytes = Buffer.concat([Buffer.from(head), body])
  const sent = draw.chance(50) ? mutateBytes(draw, bytes) : bytes
  return draw.chance(5) ? Buffer.concat([sent, sent]) : sent
}

function bodyOf(draw: Draw, known: Known): string {
  switch (draw.int(0, 4)) {
    case 0:
      return JSON.stringify(operation(draw, known))
    case 1:
      return JSON.stringify([operation(draw, known), operation(draw, known)])
    case 2:
      return JSON.stringify(json(draw))
    case 3:
      return text(draw)
    default:
      return JSON.stringify(
        mutateJson(draw, { query: '{ __typename }', variables: {}, extensions: {} }),
      )
  }
}

/** What is wrong with the bytes that come back, if anything is. */
export async function exchangeRaw(url: string, bytes: Buffer): Promise<readonly string[]> {
  const socket = await openConnection(url)
  socket.on('error', () => undefined)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // A reset is an answer, too: it ends what is not worth one.
  const closed = new Promise<'closed'>((resolve) => socket.once('close', () => resolve('closed')))
  // Half-closed: an unfinished request never ends otherwise.
  socket.end(bytes)
  const patience = new AbortController()
  const end = await Promise.race([
    closed,
    sleep(ANSWER_MS, 'hangs' as const, { signal: patience.signal, ref: false }),
  ])
  patience.abort()
  socket.destroy()
  const received = Buffer.concat(chunks).toString()
  const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) =>
    Number(status),
  )
  return [
    ...(end === 'hangs' ? ['hangs'] : []),
    ...statuses.filter((status) => status >= 500).map((status) => `HTTP ${status}`),
    ...(received !== '' && statuses.length === 0 ? ['no HTTP'] : []),
    ...secretsOf(received),
  ]
}

/** The explorer's own scripts name files, and metrics are Node's. */
const secretsOf = (received: string): readonly string[] =>
  /^content-type: (?:application\/.*json|$)/im.test(received) ? secretsIn(received) : []

export interface WebhookCase {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A notification that is what LivePerson sends, or almost; mostly with a good signature. */
export function webhook(
  draw: Draw,
  { conversationIds }: Known,
  { accountId, clientSecret }: { readonly accountId: string; readonly clientSecret: string },
): WebhookCase {
  const id = draw.chance(80) ? draw.pickOr(conversationIds, 'none') : text(draw)
  const sequence = draw.pick([draw.int(0, 50), 0, -1, 2 ** 31, 2 ** 53, 1.5])
  const times = { startTs: draw.int(0, 2 ** 30), metaDataLastUpdateTs: draw.int(0, 2 ** 30) }
  const notification = draw.chance(50)
    ? textNotification(id, sequence, text(draw))
    : changeNotification(id, { lpConsumerId: text(draw), ...times })
  const sound: unknown = JSON.parse(notification)
  const isRaw = draw.chance(10)
  const body = isRaw ? text(draw) : JSON.stringify(mutateJson(draw, sound))
  const algorithm = draw.pick(['sha1', 'sha1', 'sha1', 'sha256'])
  const signature = createHmac(algorithm, clientSecret).update(body).digest('base64')
  return {
    path: `/webhooks/${accountId}`,
    headers: {
      'content-type': draw.pick(['application/json', 'text/plain', 'application/json; charset=x']),
      'x-liveperson-signature': draw.chance(85)
        ? `${algorithm}=${signature}`
        : draw.pick(['', 'sha1=', 'sha1']),
      ...(draw.chance(10) && { 'x-liveperson-account-id': draw.pick([accountId, 'another']) }),
    },
    body,
  }
}
