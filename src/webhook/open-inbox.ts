import type { Accounts } from '../accounts.ts'
import type { AccountId } from '../ids.ts'
import type { Logger } from '../logger.ts'
import type { ConversationLog } from '../message/conversation-log.ts'
import type { Metrics } from '../metrics.ts'
import type { Store } from '../store/store.ts'
import { NotificationWorker } from './notification-worker.ts'
import { WebhookInbox } from './webhook-inbox.ts'

export interface OpenInboxParts {
  readonly store: Store
  readonly log: ConversationLog
  readonly accounts: Accounts
  readonly metrics: Pick<Metrics, 'webhook'>
  readonly logger: Logger
}

/** The inbox of all accounts whose webhooks can be verified, with somebody who works it. */
export function openInbox({ store, log, accounts, metrics, logger }: OpenInboxParts): WebhookInbox {
  const { conversations, sightings } = store
  const worker = new NotificationWorker({ conversations, sightings, log })
  return new WebhookInbox({
    inbox: store.inbox,
    accountIds: listVerifiable(accounts, logger),
    work: (notification) => worker.work(notification),
    onSetAside: ({ accountId }) => {
      metrics.webhook.inc({ result: 'not-understood' })
      logger.warn({ accountId }, 'a webhook was not understood and is set aside')
    },
    onError: (error) => logger.error({ err: error }, 'a webhook was not worked yet'),
  })
}

/** Without its client secret, an account's webhooks cannot be told from anybody's. */
function listVerifiable(accounts: Accounts, logger: Logger): readonly AccountId[] {
  return accounts.list().flatMap(({ accountId, credentials }) => {
    if (credentials !== undefined) return [accountId]
    logger.warn({ accountId }, 'no webhooks for this account: its client secret is not configured')
    return []
  })
}
