import type { Accounts } from './accounts.ts'
import type { Connector } from './connector/connector.ts'
import type { Monitoring } from './connector/monitoring.ts'
import { ConversationCloser } from './conversation/close-conversation.ts'
import { CloseConversationResolver } from './conversation/close-conversation.resolver.ts'
import { ConversationCreator } from './conversation/conversation-creator.ts'
import { ConversationResolver } from './conversation/conversation.resolver.ts'
import { CreationSettler } from './conversation/creation-settler.ts'
import { EngagementFinder } from './engagement/engagement-finder.ts'
import { EngagementResolver } from './engagement/engagement.resolver.ts'
import { UploadUrlCreator } from './file/upload-url-creator.ts'
import { UploadUrlResolver } from './file/upload-url.resolver.ts'
import { ConversationEventResolver } from './message/conversation-event.resolver.ts'
import type { ConversationLog } from './message/conversation-log.ts'
import { MessagePublisher } from './message/message-publisher.ts'
import { MessageResolver } from './message/message.resolver.ts'
import { Targets } from './message/send-target.ts'
import { ProfileResolver } from './profile/profile.resolver.ts'
import type { Store } from './store/store.ts'

export interface ResolverParts {
  readonly accounts: Accounts
  readonly connector: Connector
  readonly monitoring: Monitoring
  readonly store: Store
  readonly log: ConversationLog
  /** The identity provider that vouches for every consumer; absent where there is none. */
  readonly issuer: string | undefined
  readonly onStoreError: (error: unknown) => void
}

/** One instance of each resolver class, with what it calls. */
export function createResolvers(parts: ResolverParts): ReadonlyMap<unknown, unknown> {
  const { accounts, connector, monitoring, store, log, issuer, onStoreError } = parts
  const { conversations, idempotency } = store
  const finder = new EngagementFinder({ monitoring, conversations, issuer, onStoreError })
  const settler = new CreationSettler({ connector, store, log })
  const creator = new ConversationCreator({
    connector,
    finder,
    settler,
    store,
    log,
    onStoreError,
  })
  const targets = new Targets({ accounts, onStoreError })
  const closer = new ConversationCloser({ connector, targets, conversations, onStoreError })
  const publisher = new MessagePublisher({ connector, targets, idempotency, log, onStoreError })
  return new Map<unknown, unknown>([
    [ConversationResolver, new ConversationResolver(accounts, connector, creator)],
    [CloseConversationResolver, new CloseConversationResolver(closer)],
    [MessageResolver, new MessageResolver(publisher)],
    [ProfileResolver, new ProfileResolver(accounts, connector)],
    [UploadUrlResolver, new UploadUrlResolver(new UploadUrlCreator(connector, targets))],
    [EngagementResolver, new EngagementResolver(accounts, finder)],
    [ConversationEventResolver, new ConversationEventResolver()],
  ])
}
