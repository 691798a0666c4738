import fastify, { type FastifyInstance } from 'fastify'
import {
  DEFAULT_ACCOUNT,
  DEFAULT_USER,
  type EmulatorAccount,
  type EmulatorUser,
} from './accounts.ts'
import type { Desk, FileOptions } from './actions/action.ts'
import { Agent, type AgentOptions } from './agent.ts'
import type { EndpointName, Handler } from './call.ts'
import { Clock } from './clock.ts'
import { addControlRoutes, type Controls } from './control.ts'
import { createAppJwt } from './endpoints/app-jwt.ts'
import { createConsumerJws } from './endpoints/consumer-jws.ts'
import { createConversation } from './endpoints/conversation.ts'
import { createDomain } from './endpoints/domain.ts'
import { createEngagement, type MonitoringOptions } from './endpoints/engagement.ts'
import { createDownload, createUpload } from './endpoints/files.ts'
import { createInstallations } from './endpoints/installations.ts'
import { createLogin } from './endpoints/login.ts'
import { createSend } from './endpoints/send.ts'
import { Faults, parseFault } from './faults.ts'
import { Files } from './files.ts'
import { type Hold, Holds, type Phase } from './holds.ts'
import { signingKeys } from './keys.ts'
import { type Listener, startListener } from './listener.ts'
import { MonitoredSessions } from './monitored-sessions.ts'
import { Pipeline } from './pipeline.ts'
import { RequestLog } from './request-log.ts'
import { addRoutes } from './routes.ts'
import { EmulatorState } from './state.ts'
import { Tokens } from './tokens.ts'
import type { WebhookTarget } from './webhooks/target.ts'
import { Webhooks } from './webhooks/webhooks.ts'

export { DEFAULT_ACCOUNT, DEFAULT_USER } from './accounts.ts'
export type { EmulatorAccount, EmulatorUser } from './accounts.ts'
export type { FileOptions } from './actions/action.ts'
export { AGENT_ID, type AgentControls, type AgentOptions } from './agent.ts'
export type { EndpointName } from './call.ts'
export type { EmulatedConversation, EmulatedDialog, EmulatedMessage } from './conversation.ts'
export { DEFAULT_CAMPAIGN, type MonitoringOptions } from './endpoints/engagement.ts'
export type { Fault, PendingFault } from './faults.ts'
export type { Hold, Phase } from './holds.ts'
export type { RecordedRequest } from './request-log.ts'
export type { Disturbance } from './webhooks/disturbance.ts'
export type { WebhookTarget } from './webhooks/target.ts'
export type { RecordedWebhook } from './webhooks/webhooks.ts'

export interface EmulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Default {@link DEFAULT_ACCOUNT} alone. */
  readonly accounts?: readonly EmulatorAccount[]
  /** Who may log in to every account. Default {@link DEFAULT_USER} alone. */
  readonly users?: readonly EmulatorUser[]
  /** Default 3600, as LivePerson's. */
  readonly appJwtLifetimeSeconds?: number
  /** Whether sentinel also says `expires_in`. Default false: LivePerson's sample lacks it. */
  readonly tellExpiresIn?: boolean
  /**
   * The HTTP status that goes with a batch whose conversation was not opened. Default 400, as
   * LivePerson's guide says; nobody has confirmed it on the wire, hence 200.
   */
  readonly refusalStatus?: 200 | 400
  /** What the Monitoring API finds. Default: one campaign for everybody, at once. */
  readonly monitoring?: MonitoringOptions
  /** Whether the end of a MAIN dialog opens a survey. Default false. */
  readonly survey?: boolean
  /** For so long a new conversation is not there yet for SEND. Default 0. */
  readonly staleForMs?: number
  readonly files?: FileOptions
  /** Where webhooks go. Default: nowhere, until {@link Emulator.sendWebhooksTo} says. */
  readonly webhooks?: WebhookTarget
  /** Whether an agent answers each consumer by itself. Default false. */
  readonly agent?: AgentOptions | false
  /** How many of the newest requests and webhooks are kept. Default 10,000; 0 keeps none. */
  readonly requestLogLimit?: number
}

/** LivePerson on a port of this machine. Stopping it cuts every connection. */
export interface Emulator extends Controls, AsyncDisposable {
  /** `http://127.0.0.1:PORT`; the same port answers HTTPS. */
  readonly url: string
  readonly accounts: readonly EmulatorAccount[]
  /** The next call of this endpoint waits before (the default) or after its effect. */
  holdNext(endpoint: EndpointName, phase?: Phase): Hold
  [Symbol.asyncDispose](): Promise<void>
}

const LONGEST_BODY_BYTES = 4 * 1024 * 1024
/** The name of a file holds two ids and a time. */
const LONGEST_PARAM = 500

/** @throws when the port is taken */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = '127.0.0.1', port = 0, accounts = [DEFAULT_ACCOUNT] } = options
  const clock = new Clock()
  const state = new EmulatorState(clock, options.survey ?? false)
  const tokens = new Tokens(clock, options.appJwtLifetimeSeconds ?? 3600)
  const sessions = new MonitoredSessions()
  const files = new Files(clock)
  const faults = new Faults()
  const holds = new Holds()
  const logLimit = options.requestLogLimit ?? 10_000
  const log = new RequestLog(logLimit)
  const webhooks = new Webhooks(accounts, logLimit)
  webhooks.sendTo(options.webhooks)
  const agent = new Agent(state, options.agent || {})
  state.onOccurrence((occurrence) => webhooks.tell(occurrence))
  if (options.agent) state.onOccurrence((occurrence) => agent.hear(occurrence))
  const pipeline = new Pipeline(faults, holds)

  const controls: Controls = {
    addFault: (fault) => faults.add(parseFault(fault)),
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),
    requests: (endpoint) => log.list(endpoint),
    conversations: () => state.conversations(),
    revokeAppJwts: () => tokens.revokeAppJwts(),
    advanceClock: (seconds) => clock.advance(seconds),
    sendWebhooksTo: (target) => webhooks.sendTo(target),
    disturbWebhooks: (disturbance) => webhooks.disturb(disturbance),
    webhooks: () => webhooks.list(),
    resendWebhook: (index) => webhooks.resend(index),
    webhooksIdle: () => webhooks.idle(),
    agent,
    reset() {
      agent.abandon()
      void webhooks.reset()
      faults.clear()
      holds.clear()
      pipeline.abandon()
      log.clear()
      state.clear()
      files.clear()
      sessions.clear()
      clock.reset()
    },
  }

  const app = createApp()
  const desk: Desk = {
    state,
    files,
    clock,
    staleForMs: options.staleForMs ?? 0,
    fileOptions: options.files ?? {},
  }
  let listener: Listener | undefined
  addRoutes(app, {
    handlers: createHandlers(accounts, desk, tokens, sessions, options),
    pipeline,
    log,
    listener: () => {
      if (listener === undefined) throw new Error('no request can come before the listener')
      return listener
    },
  })
  addControlRoutes(app, controls)
  await app.ready()
  listener = await startListener((request, response) => app.routing(request, response), host, port)
  const running = listener
  void signingKeys() // only now: it would slow the start down, and nobody needs them yet

  return {
    ...controls,
    url: `http://${hostInUrl(host)}:${running.port}`,
    accounts,
    holdNext: (endpoint, phase = 'before') => holds.next(endpoint, phase),
    async [Symbol.asyncDispose]() {
      state.stopTelling()
      agent.abandon()
      webhooks.sendTo(undefined)
      await webhooks.reset()
      pipeline.abandon()
      await running[Symbol.asyncDispose]()
      await app.close()
    },
  }
}

function createHandlers(
  accounts: readonly EmulatorAccount[],
  desk: Desk,
  tokens: Tokens,
  sessions: MonitoredSessions,
  options: EmulatorOptions,
): Readonly<Record<EndpointName, Handler>> {
  const { state, files } = desk
  const expiresInSeconds = options.tellExpiresIn
    ? (options.appJwtLifetimeSeconds ?? 3600)
    : undefined
  return {
    domain: createDomain(accounts),
    appJwt: createAppJwt({ accounts, tokens, expiresInSeconds }),
    consumerJws: createConsumerJws(tokens),
    conversation: createConversation({
      tokens,
      state,
      refusalStatus: options.refusalStatus ?? 400,
    }),
    send: createSend(tokens, desk),
    upload: createUpload(files),
    download: createDownload(files),
    engagement: createEngagement({ accounts, state, sessions, ...options.monitoring }),
    login: createLogin({ accounts, users: options.users ?? [DEFAULT_USER], state }),
    installations: createInstallations(accounts, state),
  }
}

/** Bodies stay bytes: what came is what is logged, and each endpoint reads it in its own way. */
function createApp(): FastifyInstance {
  const app = fastify({
    bodyLimit: LONGEST_BODY_BYTES,
    routerOptions: { maxParamLength: LONGEST_PARAM },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => {
    const message = error instanceof Error ? error.message : String(error)
    void reply.code(statusOf(error)).send({ error: { message } })
  })
  return app
}

function statusOf(error: unknown): number {
  if (error instanceof TypeError) return 400
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
