import { conversationScripts } from './redis-conversation-scripts.ts'
import { idempotencyScripts } from './redis-idempotency-scripts.ts'
import { inboxScripts } from './redis-inbox-scripts.ts'
import { logScripts } from './redis-log-scripts.ts'
import { sightingScripts } from './redis-sighting-scripts.ts'

/** Every race is decided by one of these. */
export const scripts = {
  ...idempotencyScripts,
  ...conversationScripts,
  ...logScripts,
  ...inboxScripts,
  ...sightingScripts,
}
