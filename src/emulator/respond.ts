import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'
import type { Answer } from './call.ts'
import type { Outcome } from './fault-plan.ts'

/** Puts an outcome on the wire, be it an answer or the lack of one. */
export async function respond(
  reply: FastifyReply,
  outcome: Outcome,
  tcpSocket: Socket,
  abandoned: AbortSignal,
): Promise<void> {
  switch (outcome.kind) {
    case 'answer':
      await send(reply, outcome.answer)
      return
    case 'truncate':
      reply.hijack()
      await sendHalf(reply.raw, outcome.answer)
      return
    case 'hang':
      reply.hijack()
      destroyWhen(abandoned, tcpSocket)
      return
    case 'reset':
      reply.hijack()
      tcpSocket.resetAndDestroy()
      return
    case 'close':
      reply.hijack()
      reply.raw.socket?.end()
      return
  }
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply.code(answer.status).headers(answer.headers).send(answer.body)
}

async function sendHalf(response: ServerResponse, answer: Answer): Promise<void> {
  const { body } = answer
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length })
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  await new Promise<void>((resolve) => response.write(half, () => resolve()))
  response.socket?.end()
}

function destroyWhen(abandoned: AbortSignal, socket: Socket): void {
  const destroy = (): void => void socket.destroy()
  if (abandoned.aborted) return destroy()
  abandoned.addEventListener('abort', destroy, { once: true })
  socket.once('close', () => abandoned.removeEventListener('abort', destroy))
}
