import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { addAgentRoutes } from './agent-control.ts'
import type { AgentControls } from './agent.ts'
import { certificate } from './certificate.ts'
import { ENDPOINT_NAMES, type EndpointName } from './call.ts'
import { parseWith, readBody } from './control-body.ts'
import type { EmulatedConversation } from './conversation.ts'
import { type Fault, parseFault, type PendingFault } from './faults.ts'
import type { RecordedRequest } from './request-log.ts'
import { addWebhookRoutes, type WebhookControls } from './webhooks/control.ts'

/** What a test can do to an emulator, in its own process or by HTTP. */
export interface Controls extends WebhookControls {
  /** It does nothing by itself unless `EmulatorOptions.agent` says so. */
  readonly agent: AgentControls

  addFault(fault: Fault): void
  clearFaults(): void
  faults(): readonly PendingFault[]
  requests(endpoint?: EndpointName): readonly RecordedRequest[]
  conversations(): readonly EmulatedConversation[]
  revokeAppJwts(): void
  advanceClock(seconds: number): void
  reset(): void
}

const clockSchema = z.strictObject({ advanceSeconds: z.number().nonnegative() })
const requestsSchema = z.strictObject({ endpoint: z.enum(ENDPOINT_NAMES).optional() })

/** The paths below `/__`, which LivePerson does not have. They are neither logged nor faulted. */
export function addControlRoutes(app: FastifyInstance, controls: Controls): void {
  app.get('/__certificate', async (_request, reply) => {
    const { cert } = await certificate()
    return reply.type('application/x-pem-file').send(cert)
  })

  app.get('/__faults', () => controls.faults())
  app.post('/__faults', (request, reply) => {
    controls.addFault(parseFault(readBody(request.body)))
    return reply.code(201).send(controls.faults())
  })
  app.delete('/__faults', (_request, reply) => {
    controls.clearFaults()
    return reply.code(204).send()
  })

  app.get('/__requests', (request) =>
    controls.requests(parseWith(requestsSchema, request.query).endpoint),
  )
  app.get('/__conversations', () => controls.conversations())

  app.post('/__clock', (request, reply) => {
    controls.advanceClock(parseWith(clockSchema, readBody(request.body)).advanceSeconds)
    return reply.code(204).send()
  })
  app.post('/__revoke', (_request, reply) => {
    controls.revokeAppJwts()
    return reply.code(204).send()
  })
  app.post('/__reset', (_request, reply) => {
    controls.reset()
    return reply.code(204).send()
  })

  addWebhookRoutes(app, controls)
  addAgentRoutes(app, controls.agent)
}
