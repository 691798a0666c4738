import type { Subject } from '../auth/subject.ts'
import type { MonitoredSession } from '../connector/monitoring-answer.ts'
import type { EngagementBody, MonitoredVisitor, WireIdentity } from '../connector/protocol.ts'
import { toSde } from '../conversation/batch.mapper.ts'
import { toConversation } from '../conversation/conversation.mapper.ts'
import { invalidInput, problemOf } from '../problem.mapper.ts'
import type { InvalidField } from '../problems.ts'
import { said } from '../said.ts'
import type { Finding, KnownEngagement } from './finding.ts'
import type { EngagementOrder } from './engagement-order.ts'
import type { EngagementInput } from './engagement.input.ts'
import type { Engagement, EngagementPayload } from './engagement.type.ts'

/** @param issuer the identity provider that every consumer is known by; absent where there is none */
export function toEngagementBody(
  { subject, input }: EngagementOrder,
  issuer: string | undefined,
): EngagementBody {
  return {
    identities: [toIdentity(subject, issuer)],
    ...said({ entryPoints: input.entryPoints, engagementAttributes: input.sdes?.map(toSde) }),
  }
}

/**
 * With an identity provider, every consumer is authenticated ("loa1"): by a token of its own, or by
 * the scope of whoever acts for it, and it must be the same identity both ways. Otherwise nobody
 * vouches ("0"): a claim in a token of LivePerson's proves nothing to us.
 */
function toIdentity({ consumerId: sub }: Subject, issuer: string | undefined): WireIdentity {
  return issuer === undefined ? { acr: '0', sub } : { iss: issuer, acr: 'loa1', sub }
}

export function toVisitor({ visitorId, sessionId }: EngagementInput): MonitoredVisitor {
  return said({ visitorId, sessionId })
}

/** What a question says of itself, however it was written down; who asks for whom is not in it. */
export function toCanonical(input: EngagementInput): object {
  const { appInstallationId, visitorId, sessionId, entryPoints, sdes } = input
  return said({ appInstallationId, visitorId, sessionId, entryPoints, sdes: sdes?.map(toSde) })
}

/** What a create is routed by: the first engagement of those found. */
export function toRoute({ visitorId, sessionId, engagements: [first] }: MonitoredSession) {
  if (first === undefined) return undefined
  const { campaignId, engagementId, contextId } = first
  return {
    campaignInfo: { campaignId, engagementId },
    conversationContext: {
      type: 'SHARK_CONTEXT',
      ...said({ visitorId, sessionId, interactionContextId: contextId }),
    },
  } as const
}

export function toEngagementPayload(finding: Finding, correlationId: string): EngagementPayload {
  switch (finding.kind) {
    case 'found': {
      const { visitorId, sessionId, pageId } = finding.session
      const engagements = finding.session.engagements.map(toEngagement)
      return { ...said({ visitorId, sessionId, pageId }), engagements, correlationId }
    }
    case 'failed': {
      const { failure, visitorId } = finding
      return {
        ...said({ visitorId }),
        engagements: [],
        problem: problemOf(failure),
        correlationId,
      }
    }
  }
}

export function toInvalidEngagementPayload(
  fields: readonly InvalidField[],
  correlationId: string,
): EngagementPayload {
  return { engagements: [], problem: invalidInput(fields), correlationId }
}

function toEngagement(engagement: KnownEngagement): Engagement {
  const { conversationId: _, conversation, ...same } = engagement
  return { ...same, ...(conversation && { conversation: toConversation(conversation) }) }
}
