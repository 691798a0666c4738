import type { z } from 'zod'
import type { EmulatorAccount } from '../accounts.ts'
import { json } from '../answers.ts'
import type { Answer, Call, Handler } from '../call.ts'
import { parseJson } from '../json.ts'
import type { MonitoredSession, MonitoredSessions } from '../monitored-sessions.ts'
import { engagementBodySchema } from '../requests/engagement-body.ts'
import type { EmulatorState } from '../state.ts'

export interface MonitoringOptions {
  /** Default true; false: no campaign fits anybody. */
  readonly hasEngagement?: boolean
  /** How many calls for each account are answered "loading" first. Default 0. */
  readonly loadingAnswers?: number
}

export interface EngagementOptions extends MonitoringOptions {
  readonly accounts: readonly EmulatorAccount[]
  readonly state: EmulatorState
  readonly sessions: MonitoredSessions
}

/** The one campaign of every account. Its ids are numbers here, and text in CONVERSATION. */
export const DEFAULT_CAMPAIGN = {
  campaignId: 3_061_608_410,
  engagementId: 3_061_608_510,
  engagementRevision: 2,
  connectorId: 3_061_608_210,
} as const

/** `internalCode` of an error. Source: LivePerson's Monitoring API, Engagement method. */
const Code = {
  invalidData: 5,
  unknownInstallation: 18,
  loading: 20,
  invalidVersion: 33,
  unknownVisitor: 37,
  loadingV11: 38,
  unknownSession: 39,
} as const

/** The Monitoring API's Engagement method: which campaign fits a visitor. It takes no token. */
export function createEngagement(options: EngagementOptions): Handler {
  const { accounts, state, sessions, hasEngagement = true, loadingAnswers = 0 } = options
  return (call) => {
    const { accountId, params, query } = call
    const version = Number(query['v'])
    if (version !== 1 && version !== 1.1) return refuse(400, Code.invalidVersion, 'expected v=1.1')
    const isInstalled = accounts.some(
      (account) =>
        account.accountId === accountId && account.clientId === params['appInstallationId'],
    )
    if (!isInstalled) return refuse(404, Code.unknownInstallation, 'no such app installation')
    const body = readBody(call)
    if (body === undefined) return refuse(400, Code.invalidData, 'invalid data')

    if (sessions.isLoading(accountId, loadingAnswers)) {
      const visitorId = query['vid'] ?? sessions.addVisitor(accountId)
      const message = `The account is being loaded, try again with vid=${visitorId}`
      return version === 1
        ? refuse(500, Code.loading, message)
        : refuse(202, Code.loadingV11, message)
    }
    const visit = readVisit(call, sessions)
    if ('answer' in visit) return visit.answer

    const consumerIds = [body.consumerId, ...(body.identities ?? []).map(({ sub }) => sub)]
    const open = state
      .conversations()
      .find(
        (each) =>
          each.accountId === accountId &&
          each.stage === 'OPEN' &&
          consumerIds.includes(each.consumerId),
      )
    const details =
      open !== undefined
        ? [{ ...DEFAULT_CAMPAIGN, conversationId: open.conversationId, status: 'conversation' }]
        : hasEngagement
          ? [{ ...DEFAULT_CAMPAIGN, contextId: '1', status: 'expose' }]
          : undefined
    return answer(visit.status, { ...visit.session, engagementDetails: details })
  }
}

type Visit =
  { readonly status: 200 | 201; readonly session: MonitoredSession } | { readonly answer: Answer }

function readVisit({ accountId, query }: Call, sessions: MonitoredSessions): Visit {
  const { vid, sid } = query
  if (vid === undefined) {
    return { status: 201, session: sessions.open(sessions.addVisitor(accountId)) }
  }
  if (!sessions.hasVisitor(accountId, vid)) {
    return { answer: refuse(404, Code.unknownVisitor, 'no such visitor') }
  }
  if (sid === undefined) return { status: 201, session: sessions.open(vid) }
  const session = sessions.find(vid, sid)
  return session === undefined
    ? { answer: refuse(404, Code.unknownSession, 'no such session of this visitor') }
    : { status: 200, session }
}

function readBody({
  headers,
  query,
  body,
}: Call): z.output<typeof engagementBodySchema> | undefined {
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')
  const isFlag = query['obh'] === undefined || /^(true|false)$/.test(query['obh'])
  return isJson && isFlag ? engagementBodySchema.safeParse(parseJson(body)).data : undefined
}

const refuse = (status: number, internalCode: number, message: string): Answer =>
  answer(status, { time: Date.now(), message, internalCode })

/** LivePerson's sample calls its JSON a stream of bytes. */
const answer = (status: number, value: unknown): Answer =>
  json(status, value, { 'content-type': 'application/octet-stream' })
