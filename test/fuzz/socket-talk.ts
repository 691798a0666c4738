import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { toCursor } from '../../src/message/cursor.ts'
import { openConnection } from '../support/raw-http.ts'
import { type Draw, json, mutateBytes, mutateJson, text } from './draw.ts'
import { type Known, operation } from './operations.ts'
import { faultsOfBody, faultsOfErrors, secretsIn } from './verdict.ts'

/** What one side of a socket does, in order. */
export type Step =
  | { readonly kind: 'text'; readonly text: string; readonly times: number }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'ping'; readonly times: number }
  /** Bytes past the library, which frames nothing wrong. */
  | { readonly kind: 'raw'; readonly bytes: Buffer }

const MAX_STEPS = 6

export function talk(draw: Draw, known: Known): readonly Step[] {
  const steps = draw.times(0, MAX_STEPS, () => step(draw, known))
  const init = {
    type: 'connection_init',
    payload: { 'x-consumer-id': draw.pick(['ada', 'grace']) },
  }
  return draw.chance(75) ? [say(init), ...steps] : steps
}

const say = (message: unknown, times = 1): Step => ({
  kind: 'text',
  text: typeof message === 'string' ? message : JSON.stringify(message),
  times,
})

/** Most that is wrong ends the talk, so it is seldom said. */
function step(draw: Draw, known: Known): Step {
  return draw.chance(20) ? wrongStep(draw) : soundStep(draw, known)
}

function soundStep(draw: Draw, known: Known): Step {
  switch (draw.int(0, 5)) {
    case 0:
      return say({ type: 'ping', payload: json(draw) }, draw.pick([1, 1, 500]))
    case 1:
      return say({ type: draw.pick(['pong', 'complete']), id: draw.pick(['1', '2']) })
    case 2:
      return { kind: 'ping', times: draw.pick([1, 300]) }
    case 3:
    case 4:
      return say(subscribe(draw, follow(draw, known)), draw.pick([1, 1, 120]))
    default:
      return say(subscribe(draw, operation(draw, known)))
  }
}

function wrongStep(draw: Draw): Step {
  switch (draw.int(0, 6)) {
    case 0:
      return say({ type: 'connection_init', payload: mutateJson(draw, { 'x-consumer-id': 'ada' }) })
    case 1:
      return say({ type: draw.pick(['connection_ack', 'next', 'error', 'start', '', '__proto__']) })
    case 2:
      return say(json(draw) ?? null)
    case 3:
      return say(draw.chance(20) ? 'a'.repeat(draw.pick([65_536, 65_537, 1_000_000])) : text(draw))
    case 4:
      return { kind: 'binary', bytes: mutateBytes(draw, Buffer.from('{"type":"ping"}')) }
    case 5:
      return { kind: 'raw', bytes: mutateBytes(draw, Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6])) }
    default:
      return say(mutateJson(draw, subscribe(draw, { query: '{ __typename }', variables: {} })))
  }
}

const subscribe = (draw: Draw, payload: object) => ({
  type: 'subscribe',
  id: draw.pick(['1', '2', '', 'x'.repeat(1_000)]),
  payload,
})

const follow = (draw: Draw, { conversationIds }: Known) => ({
  query:
    'subscription ($id: ID!, $after: String) { conversationEvents(conversationId: $id, after: $after) { cursor } }',
  variables: { id: draw.pickOr(conversationIds, 'none'), after: toCursor(draw.int(0, 2)) },
})

/** What a caller takes to read what comes of what they said. */
const LISTEN_MS = 25
/** What the gateway may take to close. */
const CLOSE_MS = 8_000
/** The same where bytes were left out: rightly, it waits for the rest of a frame, until its own time is up. */
const BROKEN_MS = 100
/** An internal fault, in RFC 6455's words and in the protocol's. */
const faultCodes = [1011, 4500]

/** What is wrong with what a socket is told, if anything is. */
export async function talkTo(url: string, steps: readonly Step[]): Promise<readonly string[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const heard: string[] = []
  socket.on('message', (data) => heard.push((data as Buffer).toString()))
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(([code]) => Number(code))
  await Promise.race([once(socket, 'open'), closed])
  for (const next of steps) take(socket, next)
  await Promise.race([closed, sleep(LISTEN_MS)])
  socket.close()
  const isBroken = steps.some(({ kind }) => kind === 'raw')
  const patience = sleep(isBroken ? BROKEN_MS : CLOSE_MS, undefined, { ref: false })
  const code = await Promise.race([closed, patience])
  socket.terminate()
  return [
    ...(code === undefined && !isBroken ? ['hangs'] : []),
    ...(faultCodes.includes(code ?? 0) ? [`closed with ${code}`] : []),
    ...heard.flatMap(faultsOfMessage),
  ]
}

function take(socket: WebSocket, next: Step): void {
  if (socket.readyState !== socket.OPEN) return
  switch (next.kind) {
    case 'text':
      for (let left = next.times; left > 0; left -= 1) socket.send(next.text)
      return
    case 'binary':
      socket.send(next.bytes)
      return
    case 'ping':
      for (let left = next.times; left > 0; left -= 1) socket.ping()
      return
    case 'raw':
      ;(socket as unknown as { readonly _socket: { write(bytes: Buffer): void } })._socket.write(
        next.bytes,
      )
      return
  }
}

function faultsOfMessage(heard: string): readonly string[] {
  const { type, payload }: { type: string; payload?: unknown } = JSON.parse(heard)
  if (type === 'next') return [...secretsIn(heard), ...faultsOfBody(JSON.stringify(payload))]
  if (type === 'error') return [...secretsIn(heard), ...faultsOfErrors(payload)]
  return ['connection_ack', 'ping', 'pong', 'complete'].includes(type)
    ? secretsIn(type)
    : [`a message of type ${type}`]
}

/** The beginning of a handshake, whole or not, and now and then wrong. */
export function handshake(draw: Draw): Buffer {
  const lines = [
    'GET /graphql HTTP/1.1',
    'Host: gateway',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Version: ${draw.pick(['13', '8', '-1'])}`,
    `Sec-WebSocket-Key: ${draw.pick(['dGhlIHNhbXBsZSBub25jZQ==', 'short', ''])}`,
    `Sec-WebSocket-Protocol: ${draw.pick(['graphql-transport-ws', 'graphql-ws', ',,'])}`,
    `Sec-WebSocket-Extensions: ${draw.pick(['permessage-deflate', 'x; y="', ''])}`,
    '',
    '',
  ]
  const whole = mutateBytes(draw, Buffer.from(lines.join('\r\n')))
  return draw.chance(50) ? whole.subarray(0, draw.int(0, whole.length)) : whole
}

/** Begins a handshake and leaves; what came back by then must not be a fault of the gateway's. */
export async function leaveHandshake(url: string, bytes: Buffer): Promise<readonly string[]> {
  const socket = await openConnection(url)
  const chunks: Buffer[] = []
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.write(bytes)
  await sleep(5)
  socket.destroy()
  const received = Buffer.concat(chunks).toString()
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0)
  return [...(status >= 500 ? [`HTTP ${status}`] : []), ...secretsIn(received)]
}
