import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AgentControls, CHAT_STATES } from './agent.ts'
import { parseWith, readBody } from './control-body.ts'

const action = <Name extends string>(name: Name) => ({
  conversationId: z.string().min(1),
  action: z.literal(name),
})

const orderSchema = z.discriminatedUnion('action', [
  z.strictObject(action('join')),
  z
    .strictObject({
      ...action('say'),
      text: z.string().optional(),
      event: z.looseObject({ type: z.string() }).optional(),
    })
    .refine(({ text, event }) => (text === undefined) !== (event === undefined), {
      error: 'expected either text or event',
    }),
  z.strictObject({ ...action('type'), chatState: z.enum(CHAT_STATES) }),
  z.strictObject({ ...action('read'), sequences: z.array(z.int().nonnegative()) }),
  z.strictObject({ ...action('transfer'), skillId: z.string() }),
  z.strictObject(action('close')),
])
type Order = z.output<typeof orderSchema>

export function addAgentRoutes(app: FastifyInstance, agent: AgentControls): void {
  app.post('/__agent', (request, reply) => {
    const sequence = perform(parseWith(orderSchema, readBody(request.body)), agent)
    return sequence === undefined ? reply.code(204).send() : reply.send({ sequence })
  })
}

/** The sequence, where the order has one. */
function perform(order: Order, agent: AgentControls): number | undefined {
  const { conversationId } = order
  switch (order.action) {
    case 'join':
      agent.join(conversationId)
      return undefined
    case 'say':
      return agent.say(conversationId, order.event ?? order.text ?? '')
    case 'type':
      agent.type(conversationId, order.chatState)
      return undefined
    case 'read':
      return agent.read(conversationId, order.sequences)
    case 'transfer':
      agent.transfer(conversationId, order.skillId)
      return undefined
    case 'close':
      agent.close(conversationId)
      return undefined
  }
}
