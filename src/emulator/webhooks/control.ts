import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseWith, readBody } from '../control-body.ts'
import { type Disturbance, parseDisturbance } from './disturbance.ts'
import { parseTarget, type WebhookTarget } from './target.ts'
import type { RecordedWebhook } from './webhooks.ts'

/** What a test can do to the webhooks of an emulator, in its own process or by HTTP. */
export interface WebhookControls {
  /** `undefined`: nowhere, as if the app had no webhooks; what still waits is dropped. */
  sendWebhooksTo(target: WebhookTarget | undefined): void
  /** Replaces an earlier disturbance wholly; an empty one ends it. */
  disturbWebhooks(disturbance: Disturbance): void
  /** Every notification since the start or the last reset, in the order of what happened. */
  webhooks(): readonly RecordedWebhook[]
  /** The same bytes once more. @throws TypeError when there is no such notification or no target */
  resendWebhook(index: number): void
  /**
   * Resolves when nothing is queued, under way or waiting for quiet. A notification that waits for
   * its partner in a swap does not count.
   */
  webhooksIdle(): Promise<void>
}

const indexSchema = z.strictObject({ index: z.coerce.number<string>().int().nonnegative() })

export function addWebhookRoutes(app: FastifyInstance, controls: WebhookControls): void {
  app.get('/__webhooks', () => controls.webhooks())
  app.post('/__webhooks', (request, reply) => {
    controls.sendWebhooksTo(parseTarget(readBody(request.body)))
    return reply.code(204).send()
  })
  app.delete('/__webhooks', (_request, reply) => {
    controls.sendWebhooksTo(undefined)
    return reply.code(204).send()
  })
  app.post('/__webhooks/disturb', (request, reply) => {
    controls.disturbWebhooks(parseDisturbance(readBody(request.body)))
    return reply.code(204).send()
  })
  app.post('/__webhooks/:index/resend', (request, reply) => {
    controls.resendWebhook(parseWith(indexSchema, request.params).index)
    return reply.code(204).send()
  })
}
