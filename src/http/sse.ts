import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { Context } from '../context.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import { isRateLimited } from '../rates/rate-limited.ts'
import { atMoment } from '../subscriptions/at-moment.ts'
import { tokenExpired } from '../subscriptions/closing.ts'
import {
  isSubscription,
  type RunningSubscription,
  type SubscriptionRequest,
  type SubscriptionRunner,
} from '../subscriptions/subscription-runner.ts'
import { SseStream } from './sse-stream.ts'

export interface EventStreamParts {
  readonly runner: SubscriptionRunner
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'slowReaders'>
  readonly slowReaderMs: number
}

/**
 * Subscriptions as server-sent events: graphql-sse's distinct-connections mode, by POST.
 * Queries and mutations are none of its business, whatever they accept: many clients list
 * text/event-stream with every request.
 */
export class EventStreams {
  readonly #parts: EventStreamParts
  readonly #ends = new Set<() => void>()
  #isClosing = false

  constructor(parts: EventStreamParts) {
    this.#parts = parts
  }

  /** What is to be streamed, when the request asks for that. */
  requestOf({ method, headers, body }: FastifyRequest): SubscriptionRequest | undefined {
    if (method !== 'POST' || !takesEventStream(headers.accept)) return undefined
    const request = toSubscriptionRequest(body)
    return request && isSubscription(request) ? request : undefined
  }

  /** Returns once the stream has begun: it is no request in flight any more. */
  async begin(
    subscription: SubscriptionRequest,
    context: Context,
    reply: FastifyReply,
  ): Promise<void> {
    const { runner } = this.#parts
    const { correlationId } = context
    const prepared = runner.prepare(subscription, context)
    const started = 'schema' in prepared ? await runner.start(prepared) : { errors: prepared }
    const limited = 'errors' in started ? started.errors?.find(isRateLimited) : undefined
    // before a stream there is a status to tell it by
    if (limited) throw limited
    const stream = this.#open(reply, correlationId)
    if (Symbol.asyncIterator in started) {
      void this.#run(started, stream, context, reply)
      return
    }
    await stream.next(runner.tell(started, correlationId))
    await stream.complete()
  }

  /** Ends every stream; callers find out that it was not its own end, and come back. */
  close(): void {
    this.#isClosing = true
    for (const end of this.#ends) end()
  }

  #open(reply: FastifyReply, correlationId: string): SseStream {
    const { slowReaderMs, metrics } = this.#parts
    // What hooks have said of this answer stays, CORS among it.
    const said = reply.getHeaders() as OutgoingHttpHeaders
    reply.hijack()
    reply.raw.writeHead(200, {
      ...said,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      // nginx would collect events in a buffer
      'x-accel-buffering': 'no',
      'x-correlation-id': correlationId,
    })
    return new SseStream(reply.raw, { slowReaderMs, onSlow: () => metrics.slowReaders.inc() })
  }

  async #run(
    events: RunningSubscription,
    stream: SseStream,
    { viewer, correlationId }: Context,
    { raw }: FastifyReply,
  ): Promise<void> {
    const { runner } = this.#parts
    let isExpired = false
    const stop = (): void => void events.return()
    using expiry = new DisposableStack()
    if (viewer.expiresAt !== undefined) {
      expiry.use(
        atMoment(viewer.expiresAt, () => {
          isExpired = true
          stop()
        }),
      )
    }
    raw.once('close', stop)
    this.#ends.add(stop)
    if (this.#isClosing || raw.destroyed) stop()
    try {
      for await (const result of events) await stream.next(runner.tell(result, correlationId))
      if (isExpired) await stream.next({ errors: [expired.toJSON()] })
    } catch (error) {
      await stream.next(runner.tell({ errors: [toGraphQLError(error)] }, correlationId))
    } finally {
      this.#ends.delete(stop)
    }
    if (this.#isClosing) stream.end()
    else await stream.complete()
  }
}

const expired = new GraphQLError(tokenExpired.reason, { extensions: { code: 'UNAUTHENTICATED' } })

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  const originalError = error instanceof Error ? error : new Error(String(error))
  return new GraphQLError(originalError.message, { originalError })
}

function takesEventStream(accept = ''): boolean {
  return accept
    .split(',')
    .some((range) => range.split(';')[0]?.trim().toLowerCase() === 'text/event-stream')
}

/** Anything else is left to those who tell what a request has to look like. */
function toSubscriptionRequest(body: unknown): SubscriptionRequest | undefined {
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined
  const { query, variables, operationName } = body as Readonly<Record<string, unknown>>
  if (typeof query !== 'string') return undefined
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined
  if (isAbsent(variables)) return { query, operationName }
  if (typeof variables !== 'object' || Array.isArray(variables)) return undefined
  return { query, operationName, variables: { ...variables } }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}
