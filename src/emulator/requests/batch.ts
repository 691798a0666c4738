import type { z } from 'zod'
import { AuthErrorCode } from '../../connector/protocol.ts'
import { authError, badRequest } from '../answers.ts'
import { isRecord, type JsonObject, parseJson } from '../json.ts'
import { batchEventSchema, conversationRequestSchema, userProfileSchema } from './bodies.ts'
import {
  accepted,
  type Envelope,
  isTooLong,
  readEnvelope,
  type Reading,
  readWith,
  refused,
  requestIdOf,
} from './envelope.ts'

/** The order is LivePerson's: profile, conversation and, if there is one, the first message. */
const ORDER = [
  'userprofile.SetUserProfile',
  'cm.ConsumerRequestConversation',
  'ms.PublishEvent',
] as const

export interface Batch {
  readonly profile: Envelope
  readonly conversation: Envelope
  readonly event?: Envelope<{ readonly event: JsonObject }>
}

/** Checks the whole body of CONVERSATION before any of it runs. */
export function readBatch(text: string, accountId: string): Reading<Batch> {
  const items = readItems(parseJson(text))
  if (!items.ok) return items

  const [profileItem, conversationItem, eventItem] = items.value
  if (isBrandIdMissing(conversationItem)) return refused(authError(AuthErrorCode.brandIdMissing))

  const profile = readItem(profileItem, userProfileSchema)
  if (!profile.ok) return profile
  const conversation = readItem(conversationItem, conversationRequestSchema)
  if (!conversation.ok) return conversation
  const { id, body } = conversation.value
  if (body.brandId !== accountId) {
    return refused(badRequest('Bad Request, brandId is not the account of the path', id))
  }

  const batch: Batch = { profile: profile.value, conversation: conversation.value }
  if (eventItem === undefined) return accepted(batch)
  const event = readItem(eventItem, batchEventSchema)
  return event.ok ? accepted({ ...batch, event: event.value }) : event
}

type Items = readonly [JsonObject, JsonObject, JsonObject | undefined]

function readItems(value: unknown): Reading<Items> {
  if (!Array.isArray(value)) {
    return refused(badRequest('Bad Request, expected a JSON array of requests'))
  }
  if (value.length > ORDER.length) {
    return refused(badRequest(`Bad Request, expected 2 or 3 requests but got ${value.length}`))
  }
  const misplaced = value.findIndex(
    (item, index) => !isRecord(item) || item['type'] !== ORDER[index],
  )
  if (misplaced !== -1) {
    const msg = `Bad Request, expected ${ORDER[misplaced]} as request ${misplaced + 1}`
    return refused(badRequest(msg, requestIdOf(value[misplaced])))
  }
  const [profile, conversation, event] = value.filter(isRecord)
  if (profile === undefined || conversation === undefined) {
    return refused(badRequest(`Bad Request, expected at least 2 requests but got ${value.length}`))
  }
  return accepted([profile, conversation, event])
}

function isBrandIdMissing(item: JsonObject): boolean {
  const body = item['body']
  const brandId = isRecord(body) ? body['brandId'] : undefined
  return brandId === undefined || brandId === null || brandId === ''
}

function readItem<Body>(item: JsonObject, bodySchema: z.ZodType<Body>): Reading<Envelope<Body>> {
  if (item['type'] === 'ms.PublishEvent' && isTooLong(item)) {
    return refused(badRequest('Bad Request', requestIdOf(item)))
  }
  const envelope = readEnvelope(item)
  if (!envelope.ok) return envelope
  const { id, type, metadata } = envelope.value
  const body = readWith(bodySchema, envelope.value.body, id)
  return body.ok ? accepted({ id, type, metadata, body: body.value }) : body
}
