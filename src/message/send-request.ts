import type { Subject } from '../auth/subject.ts'
import type { Again, Connector, SendOptions } from '../connector/connector.ts'
import type { Deadline } from '../deadline.ts'
import { waitForNew } from './send-again.ts'
import { type Sending, type Success, type SendOutcome, toSendOutcome } from './send-outcome.ts'
import type { FoundTarget } from './send-target.ts'

/** One request, on behalf of a consumer. */
export async function sendFor<S extends Success>(
  connector: Connector,
  subject: Subject,
  sending: Sending<S>,
  deadline: Deadline,
  options: Pick<SendOptions, 'beforeSend' | 'again'> = {},
): Promise<SendOutcome<S>> {
  const { request, features = [] } = sending
  const body = JSON.stringify(request)
  const outcome = await connector.send(subject, body, deadline, { ...options, features })
  return toSendOutcome(sending, outcome)
}

/** The same in a conversation, with patience for one that is too new to be known everywhere. */
export function sendTo<S extends Success>(
  connector: Connector,
  { conversation, subject }: FoundTarget,
  sending: Sending<S>,
  deadline: Deadline,
  beforeSend?: SendOptions['beforeSend'],
): Promise<SendOutcome<S>> {
  const again: Again = (items, repeats) => {
    const answer = toSendOutcome<Success>(sending, { kind: 'answered', items })
    if (answer.kind !== 'rejected') return undefined
    const ageMs = Date.now() - conversation.createdAt
    return waitForNew(answer, { ageMs, repeats, random: Math.random() })
  }
  return sendFor(connector, subject, sending, deadline, { beforeSend, again })
}
