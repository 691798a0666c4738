import { hash } from 'node:crypto'
import type { AccountId, ConsumerJws, ConsumerKey } from '../ids.ts'
import { tokenMemory } from '../limits/token-memory.ts'
import { isRecord, parseJson } from './answer.ts'

/** LivePerson's id of a consumer is personal data to whoever can ask LivePerson: only a digest is kept. */
export function consumerKeyOf(accountId: AccountId, lpConsumerId: string): ConsumerKey {
  const text = JSON.stringify([accountId, lpConsumerId])
  return hash('sha256', text, 'base64url') as ConsumerKey
}

/** Of the consumer that this token stands for; undefined when it does not say. */
export function consumerKeyIn(accountId: AccountId, token: ConsumerJws): ConsumerKey | undefined {
  const known = remembered.get(token)
  if (known?.accountId === accountId) return known.key
  const key = readConsumerKey(accountId, token)
  remembered.set(token, { accountId, key })
  return key
}

function readConsumerKey(accountId: AccountId, token: ConsumerJws): ConsumerKey | undefined {
  const [, payload = ''] = token.split('.')
  const claims = parseJson(Buffer.from(payload, 'base64url').toString())
  const id = isRecord(claims) ? claims.lp_consumer_id : undefined
  return typeof id === 'string' && id !== '' ? consumerKeyOf(accountId, id) : undefined
}

interface Remembered {
  readonly accountId: AccountId
  readonly key: ConsumerKey | undefined
}

/** Every create with an idempotency key asks, and each consumer's token is the same for long. */
const remembered = tokenMemory<Remembered>()
