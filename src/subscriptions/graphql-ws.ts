import { ApolloServerErrorCode } from '@apollo/server/errors'
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql'
import { makeServer } from 'graphql-ws'
import { type ContextParts, contextOf, correlationIdOf } from '../context.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Logger } from '../logger.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import { rateLimited } from '../rates/rate-limited.ts'
import { atMoment } from './at-moment.ts'
import {
  forbidden,
  identityUnknown,
  internalFault,
  invalidMessage,
  tokenExpired,
  toReason,
} from './closing.ts'
import { toConnectionHeaders } from './connection-headers.ts'
import { RunningSubscriptions } from './running-subscriptions.ts'
import type { SubscriberSocket } from './subscriber-socket.ts'
import type {
  RunningSubscription,
  SubscriptionRequest,
  SubscriptionRunner,
} from './subscription-runner.ts'

const INIT_TIMEOUT_MS = 10_000
const MAX_OPERATIONS = 100

export interface GraphQLWsParts {
  readonly runner: SubscriptionRunner
  readonly context: ContextParts
  readonly rates: Pick<HttpRates, 'countAddress'>
  readonly logger: Logger
}

/** One socket, and who is at its other end once `connection_init` has said so. */
interface Caller {
  readonly socket: SubscriberSocket
  readonly correlationId: string
  readonly openedAt: number
  readonly running: RunningSubscriptions
  viewer?: Viewer
  expiry?: Disposable
}

type Params = Readonly<Record<string, unknown>> | undefined

/** Speaks the protocol graphql-transport-ws on each socket it is given. */
export function createGraphQLWs(parts: GraphQLWsParts): (socket: SubscriberSocket) => void {
  const { runner, logger } = parts
  const server = makeServer<Record<string, unknown>, Caller>({
    connectionInitWaitTimeout: INIT_TIMEOUT_MS,
    onConnect: ({ connectionParams, extra }) => admit(extra, connectionParams, parts),
    onSubscribe: async ({ extra }, _id, payload) => {
      if (extra.running.size >= MAX_OPERATIONS) return [tooManyOperations()]
      extra.running.starts()
      const prepared = await prepare(extra, payload, parts)
      if (!('schema' in prepared)) extra.running.failed()
      return prepared
    },
    subscribe: (args) => runner.start(args),
    // only `subscribe` above has made the result
    onOperation: ({ extra }, id, _payload, _args, result) =>
      extra.running.began(id, result as RunningSubscription | ExecutionResult),
    onNext: ({ extra }, _id, _payload, _args, result) => runner.tell(result, extra.correlationId),
    onError: ({ extra }, _id, _payload, errors) => runner.tellErrors(errors, extra.correlationId),
  })

  return (socket) => {
    const correlationId = correlationIdOf(socket.request.headers)
    const running = new RunningSubscriptions()
    const caller: Caller = { socket, correlationId, openedAt: Date.now(), running }
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(text),
        close: (code = 1000, reason = '') => socket.close({ code, reason: toReason(reason) }),
        onMessage: (listener) =>
          socket.onMessage((text) => void orClose(listener(text), caller, logger)),
      },
      caller,
    )
    socket.onClose((code, reason) => {
      caller.expiry?.[Symbol.dispose]()
      running.close()
      const ms = Date.now() - caller.openedAt
      const by = socket.closing
      logger.info({ correlationId, path: '/graphql', code: by?.code ?? code, ms }, 'socket closed')
      void closed(code, reason).catch((error: unknown) =>
        logger.error({ correlationId, err: error }, 'internal fault'),
      )
    })
  }
}

async function prepare(
  { socket, viewer, correlationId }: Caller,
  payload: SubscriptionRequest,
  { runner, context, rates }: GraphQLWsParts,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const standing = await rates.countAddress(socket.request)
  if (standing?.isOver) return [rateLimited(standing)]
  if (viewer === undefined) throw new TypeError('nobody subscribes before connection_init')
  return runner.prepare(payload, contextOf(context, viewer, correlationId))
}

/** Whether the caller may come in. If not, the socket is closed with the reason. */
async function admit(
  caller: Caller,
  params: Params,
  { context, logger }: GraphQLWsParts,
): Promise<boolean> {
  const { socket, correlationId } = caller
  const headers = toConnectionHeaders(params ?? {}, socket.request.headers)
  try {
    const signal = AbortSignal.timeout(context.upstreamTimeoutMs)
    const viewer = await context.authenticator.authenticate(headers, signal)
    caller.viewer = viewer
    if (viewer.expiresAt !== undefined && !socket.isClosed) {
      caller.expiry = atMoment(viewer.expiresAt, () => socket.close(tokenExpired))
    }
    return true
  } catch (error) {
    if (!(error instanceof GraphQLError)) {
      logger.error({ correlationId, err: error }, 'internal fault')
      socket.close(internalFault)
    } else if (error.extensions['code'] === 'IDENTITY_PROVIDER_UNAVAILABLE') {
      socket.close(identityUnknown)
    } else {
      socket.close(forbidden(error.message))
    }
    return false
  }
}

/** graphql-ws rejects with an Error of its own for a message that only a server sends. */
async function orClose(
  handling: Promise<void>,
  { socket, correlationId }: Caller,
  logger: Logger,
): Promise<void> {
  try {
    await handling
  } catch (error) {
    if (String(error).includes('Unexpected message of type')) {
      socket.close(invalidMessage)
      return
    }
    logger.error({ correlationId, err: error }, 'internal fault')
    socket.close(internalFault)
  }
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(
    `Expected at most ${MAX_OPERATIONS} subscriptions on one connection. Open another one for more.`,
    { extensions: { code: ApolloServerErrorCode.BAD_REQUEST } },
  )
}
