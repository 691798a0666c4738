import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { certificate } from './certificate.ts'
import { ENDPOINT_NAMES, type EndpointName } from './call.ts'
import { type Fault, parseFault, type PendingFault } from './faults.ts'
import { parseJson } from './json.ts'
import type { RecordedRequest } from './request-log.ts'
import type { EmulatedConversation } from './state.ts'

/** What a test can do to an emulator, in its own process or by HTTP. */
export interface Controls {
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
    controls.requests(parse(requestsSchema, request.query).endpoint),
  )
  app.get('/__conversations', () => controls.conversations())

  app.post('/__clock', (request, reply) => {
    controls.advanceClock(parse(clockSchema, readBody(request.body)).advanceSeconds)
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
}

function readBody(text: unknown): unknown {
  const body = typeof text === 'string' ? parseJson(text) : undefined
  if (body === undefined) throw new TypeError('expected a JSON body')
  return body
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new TypeError(z.prettifyError(parsed.error))
  return parsed.data
}
