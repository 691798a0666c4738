import { createHmac } from 'node:crypto'
import { DEFAULT_ACCOUNT } from '../../src/emulator/emulator.ts'

const { accountId, clientId, clientSecret } = DEFAULT_ACCOUNT

/** As LivePerson signs what it sends. */
export function sign(body: string, secret = clientSecret, algorithm = 'sha1'): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body).digest('base64')}`
}

/** A webhook as LivePerson sends it; `headers` replace its own ones. */
export function postWebhook(
  gateway: { readonly url: string },
  body: string,
  headers: Readonly<Record<string, string>> = {},
  account = accountId,
): Promise<Response> {
  return fetch(`${gateway.url}/webhooks/${account}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-liveperson-account-id': account,
      'x-liveperson-client-id': clientId,
      'x-liveperson-signature': sign(body),
      ...headers,
    },
    body,
  })
}

/** An agent's text, as a notification tells it. */
export function textNotification(
  conversationId: string,
  sequence: number,
  message: string,
): string {
  return JSON.stringify({
    kind: 'notification',
    type: 'ms.MessagingEventNotification',
    body: {
      changes: [
        {
          sequence,
          originatorId: 'agent-1',
          originatorMetadata: { id: 'agent-1', role: 'ASSIGNED_AGENT' },
          serverTimestamp: 1_700_000_000_000 + sequence,
          event: { type: 'ContentEvent', contentType: 'text/plain', message },
          conversationId,
          dialogId: conversationId,
          messageAudience: 'ALL',
        },
      ],
    },
  })
}

/** The whole state of a conversation, as a notification tells it. */
export function changeNotification(
  conversationId: string,
  details: Readonly<Record<string, unknown>> & {
    readonly lpConsumerId?: string
    readonly startTs: number
    readonly metaDataLastUpdateTs: number
  },
): string {
  const { lpConsumerId, ...rest } = details
  return JSON.stringify({
    kind: 'notification',
    type: 'cqm.ExConversationChangeNotification',
    body: {
      changes: [
        {
          type: 'UPSERT',
          result: {
            convId: conversationId,
            effectiveTTR: -1,
            conversationDetails: {
              skillId: '-1',
              participants: lpConsumerId ? [{ id: lpConsumerId, role: 'CONSUMER' }] : [],
              dialogs: [],
              brandId: accountId,
              state: 'OPEN',
              stage: 'OPEN',
              ...rest,
            },
          },
        },
      ],
    },
  })
}
