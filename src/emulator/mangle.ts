import { STATUS_CODES } from 'node:http'
import { isRecord } from './json.ts'
import type { Answer } from './call.ts'
import type { Mangling } from './faults.ts'

type Item = Readonly<Record<string, unknown>>

/** Index of `cm.ConsumerRequestConversation` in a batch, and of its result in an answer. */
const CONVERSATION = 1

/** The same answer, changed; an answer that is no array of results stays as it is. */
export function mangle(answer: Answer, how: Mangling): Answer {
  const items: unknown = JSON.parse(String(answer.body))
  if (!Array.isArray(items) || !items.every(isRecord)) return answer
  return { ...answer, body: JSON.stringify(MANGLERS[how](items)) }
}

const MANGLERS: Readonly<Record<Mangling, (items: readonly Item[]) => unknown>> = {
  reverse: (items) => items.toReversed(),
  duplicateFirst: (items) => [...items.slice(0, 1), ...items],
  duplicateConflicting: (items) =>
    items.toSpliced(CONVERSATION + 1, 0, ...items.slice(CONVERSATION, 2).map(contradict)),
  dropFirst: (items) => items.slice(1),
  dropLast: (items) => items.slice(0, -1),
  empty: () => [],
  numericIds: (items) =>
    items.map((item, index) => ({ ...item, reqId: toNumber(item['reqId'], index + 1) })),
  commaIds: (items) => items.map((item) => ({ ...item, reqId: `${String(item['reqId'])},` })),
  missingIds: (items) => items.map((item) => without(item, 'reqId')),
  foreignIds: (items) => items.map((item, index) => ({ ...item, reqId: `foreign-${index}` })),
  sameIds: (items) => items.map((item) => ({ ...item, reqId: items[0]?.['reqId'] })),
  extraItem: (items) => [...items, { code: 'OK', body: { msg: 'OK' }, reqId: 'extra' }],
  nullItems: (items) => items.map(() => null),
  bareObject: (items) => items[CONVERSATION] ?? items[0],
  numericCodes: (items) => items.map((item) => ({ ...item, code: toStatus(item['code']) })),
  stringNumericCodes: (items) =>
    items.map((item) => ({ ...item, code: String(toStatus(item['code'])) })),
  withoutConversationId: (items) =>
    items.map((item) => ({ ...item, body: without(item['body'], 'conversationId') })),
}

function contradict(item: Item): Item {
  return item['code'] === 'OK'
    ? { ...item, code: 'BAD_REQUEST', body: { msg: 'Bad Request' } }
    : { ...item, code: 'OK', body: { msg: 'OK' } }
}

function without(value: unknown, key: string): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
}

/** An id that is a number in quotes loses them; any other becomes its place in the batch. */
function toNumber(id: unknown, place: number): number {
  const number = Number.parseInt(String(id), 10)
  return Number.isNaN(number) ? place : number
}

/** `BAD_REQUEST` → 400; a name that HTTP does not know → 500. */
function toStatus(code: unknown): number {
  const found = Object.entries(STATUS_CODES).find(
    ([, name]) => name?.toUpperCase().replaceAll(/[^A-Z]+/g, '_') === code,
  )
  return found === undefined ? 500 : Number(found[0])
}
