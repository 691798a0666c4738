import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '../accounts.ts'
import type { AccountId } from '../ids.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import { rateLimited } from '../rates/rate-limited.ts'
import { toSeconds } from '../rates/rate-headers.ts'
import { isSigned } from '../webhook/signature.ts'
import { sendError } from './error-answer.ts'

export interface WebhookParts {
  readonly accounts: Accounts
  readonly inbox: { accept(accountId: AccountId, body: string): Promise<void> }
  readonly rates: Pick<HttpRates, 'countAddress'>
  readonly metrics: Metrics
  readonly logger: Logger
}

interface PathParams {
  Params: { readonly accountId: string }
}

/**
 * `POST /webhooks/{accountId}`: where LivePerson tells what happens. The body stays bytes until its
 * signature is verified, and is answered 200 as soon as it is kept.
 */
export function webhooks(parts: WebhookParts): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post<PathParams>('/webhooks/:accountId', (request, reply) => take(request, reply, parts))
  }
}

async function take(
  request: FastifyRequest<PathParams>,
  reply: FastifyReply,
  { accounts, inbox, rates, metrics, logger }: WebhookParts,
): Promise<FastifyReply> {
  const accountId = request.params.accountId as AccountId
  const secret = accounts.get(accountId)?.credentials?.clientSecret
  if (secret === undefined) return sendError(request, reply, 404, 'There is nothing at this path.')

  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const named = request.headers['x-liveperson-account-id']
  const signature = request.headers['x-liveperson-signature']
  const isGenuine =
    typeof signature === 'string' &&
    (named === undefined || named === accountId) &&
    isSigned(body, signature, secret)
  if (!isGenuine) {
    metrics.webhook.inc({ result: 'refused' })
    const standing = await rates.countAddress(request.raw)
    if (standing?.isOver) {
      reply.header('retry-after', toSeconds(standing.resetMs))
      return sendError(request, reply, 429, rateLimited(standing).message)
    }
    return sendError(request, reply, 401, "Expected LivePerson's signature of this body.")
  }
  try {
    await inbox.accept(accountId, body.toString())
  } catch (error) {
    // LivePerson tries again
    metrics.webhook.inc({ result: 'not-kept' })
    logger.error({ correlationId: request.id, err: error }, 'a webhook could not be kept')
    return sendError(request, reply, 503, 'The store does not answer; send it again.')
  }
  metrics.webhook.inc({ result: 'accepted' })
  return reply.code(200).send()
}
