import {
  type BatchRequest,
  MAX_REQUEST_CHARACTERS,
  type SendRequest,
} from '../connector/protocol.ts'
import type { InvalidField } from '../problems.ts'
import { toPublishEvent } from './batch.mapper.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'
import type { MessageContentInput } from './message.input.ts'
import type { AgeInput, CustomerInfoInput, DateInput, SdeInput } from './sde.input.ts'

const MAX_KEY_CHARACTERS = 255
const MAX_ID_CHARACTERS = 256
/** LivePerson's limit for ids of conversations and dialogs, and for those in metadata. */
const MAX_WIRE_ID_CHARACTERS = 64

export type Faults = readonly InvalidField[]
/** One list for all that is sound, which is nearly everything. */
const NONE: Faults = []

export type Path = readonly string[]
export const at = (...path: string[]): Path => ['input', ...path]

interface IdField {
  readonly path: Path
  readonly of: (input: CreateConversationInput) => string | null | undefined
}

const idFields: readonly IdField[] = [
  { path: at('accountId'), of: (input) => input.accountId },
  { path: at('consumerId'), of: (input) => input.consumerId },
  { path: at('skillId'), of: (input) => input.skillId },
  { path: at('campaignInfo', 'campaignId'), of: (input) => input.campaignInfo?.campaignId },
  { path: at('campaignInfo', 'engagementId'), of: (input) => input.campaignInfo?.engagementId },
  {
    path: at('conversationContext', 'visitorId'),
    of: (input) => input.conversationContext?.visitorId,
  },
  {
    path: at('conversationContext', 'sessionId'),
    of: (input) => input.conversationContext?.sessionId,
  },
  {
    path: at('conversationContext', 'interactionContextId'),
    of: (input) => input.conversationContext?.interactionContextId,
  },
  { path: at('profile', 'userId'), of: (input) => input.profile?.userId },
]

const SDES = at('sdes')

/** What GraphQL's types cannot say about an input. Empty when it is sound. */
export function findInvalidFields(input: CreateConversationInput): Faults {
  const faults: InvalidField[] = []
  for (const { path, of } of idFields) {
    const id = of(input)
    if (id !== undefined && id !== null) faults.push(...idRule(path, id))
  }
  faults.push(...sdesRule(SDES, input.sdes))
  if (input.firstMessage) faults.push(...messageRules(at('firstMessage'), input.firstMessage))
  return faults
}

export function fault(path: Path, message: string): Faults {
  return [{ path: [...path], message }]
}

export function idRule(path: Path, id: string | null | undefined, max = MAX_ID_CHARACTERS): Faults {
  if (id === undefined || id === null) return NONE
  if (id.trim() === '') return fault(path, 'expected an id, but it is blank; leave it out instead')
  return id.length > max
    ? fault(path, `expected at most ${max} characters, but got ${id.length}`)
    : NONE
}

export function wireIdRule(path: Path, id: string | null | undefined): Faults {
  return idRule(path, id, MAX_WIRE_ID_CHARACTERS)
}

export function sdesRule(path: Path, sdes: readonly SdeInput[] | null | undefined): Faults {
  const faults: InvalidField[] = []
  let index = 0
  for (const { customerInfo, personalInfo } of sdes ?? []) {
    const item: Item = [path, index]
    if (customerInfo) faults.push(...customerRules(item, customerInfo))
    if (personalInfo?.age) faults.push(...ageRules(item, personalInfo.age))
    index += 1
  }
  return faults
}

/** A place in a list; its path is written out for a fault alone, and most attributes have none. */
type Item = readonly [list: Path, index: number]

const within = ([list, index]: Item, ...inner: string[]): Path => [...list, String(index), ...inner]

function customerRules(item: Item, customerInfo: CustomerInfoInput): Faults {
  const faults: InvalidField[] = []
  for (const name of ['lastPaymentDate', 'registrationDate'] as const) {
    const date = customerInfo[name]
    if (date && !dayExists(date)) {
      const path = within(item, 'customerInfo', name)
      faults.push(...fault(path, 'expected a day that exists in the calendar'))
    }
  }
  return faults
}

function ageRules(item: Item, age: AgeInput): Faults {
  const { year, month, day } = age
  if (age.age && age.age < 0) {
    return fault(within(item, 'personalInfo', 'age', 'age'), 'expected an age in years, 0 or more')
  }
  // A leap year stands in for a year that was not given, and January for such a month.
  return dayExists({ year: year ?? 2000, month: month ?? 1, day: day ?? 1 })
    ? NONE
    : fault(
        within(item, 'personalInfo', 'age'),
        'expected a day of birth that exists in the calendar',
      )
}

function dayExists({ year, month, day }: DateInput): boolean {
  if (year < 1 || year > 9999) return false
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function messageRules(path: Path, content: MessageContentInput): Faults {
  const faults = contentRules(path, content)
  return faults.length > 0 ? faults : sizeRule(path, toPublishEvent(content))
}

export function contentRules(path: Path, { text, file }: MessageContentInput): Faults {
  if (text?.trim() === '') return fault([...path, 'text'], 'expected a text, but it is blank')
  return file && !file.relativePath.startsWith('/')
    ? fault([...path, 'file', 'relativePath'], 'expected a path that starts with a slash')
    : NONE
}

/** @param path what of the input a caller could shorten */
export function sizeRule(path: Path, request: BatchRequest | SendRequest): Faults {
  const { length } = JSON.stringify(request)
  return length > MAX_REQUEST_CHARACTERS
    ? fault(
        path,
        `expected at most ${MAX_REQUEST_CHARACTERS} characters, JSON and all, but got ${length}`,
      )
    : NONE
}

const KEY = at('idempotencyKey')

export function keyRules(inInput: string | null | undefined, inHeader: string | undefined): Faults {
  const differs = typeof inInput === 'string' && inHeader !== undefined && inInput !== inHeader
  return differs
    ? fault(KEY, 'expected the same key as in the header Idempotency-Key, but they differ')
    : idRule(KEY, inInput, MAX_KEY_CHARACTERS)
}
