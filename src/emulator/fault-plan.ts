import { authError, json } from './answers.ts'
import { AuthErrorCode } from '../connector/protocol.ts'
import type { Answer, ItemRefusal } from './call.ts'
import type { FaultEffect, PendingFault } from './faults.ts'
import type { Phase } from './holds.ts'
import { mangle } from './mangle.ts'

/** How a call ends on the wire. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Half of the answer, then the end of the connection. */
  | { readonly kind: 'truncate'; readonly answer: Answer }
  | { readonly kind: 'hang' }
  /** The connection ends with RST. */
  | { readonly kind: 'reset' }
  /** The connection ends with FIN. */
  | { readonly kind: 'close' }

/** What to do in one phase of a call: go on at once, go on later, or end here. */
export type Plan =
  | { readonly kind: 'proceed'; readonly delayMs: number; readonly answer: Answer }
  | { readonly kind: 'end'; readonly outcome: Outcome }

/** Stands in for the real answer where a fault strikes before there is one. */
export const NO_ANSWER_YET = json(500, { emulator: 'a fault struck before the effect' })

/** @param answer what the call would be answered now */
export function planFor(fault: PendingFault | undefined, phase: Phase, answer: Answer): Plan {
  const effect = fault?.fault
  if (effect?.kind === 'mangle' && phase === 'after') return proceed(mangle(answer, effect.how))
  if (effect === undefined || fault?.phase !== phase) return proceed(answer)
  return planForEffect(effect, answer)
}

/** The item that the handler itself must refuse. */
export function refusalOf(fault: PendingFault | undefined): ItemRefusal | undefined {
  return fault?.fault.kind === 'refuseItem' ? fault.fault : undefined
}

function planForEffect(effect: FaultEffect, answer: Answer): Plan {
  let plan: Plan
  switch (effect.kind) {
    case 'reply':
      plan = replace(toAnswer(effect.status, effect.headers ?? {}, effect.body))
      break
    case 'throttle':
      plan = replace(throttled(effect.retryAfter))
      break
    case 'garbage':
      plan = replace({ ...json(200, ''), body: '<!doctype html><title>not JSON</title>' })
      break
    case 'invalidAppJwt':
      plan = replace(authError(AuthErrorCode.appJwtInvalid))
      break
    case 'invalidConsumerJws':
      plan = replace(authError(AuthErrorCode.consumerJwsInvalid))
      break
    case 'truncate':
      plan = end({ kind: 'truncate', answer })
      break
    case 'hang':
    case 'reset':
    case 'close':
      plan = end({ kind: effect.kind })
      break
    case 'slow':
      plan = { kind: 'proceed', delayMs: effect.delayMs, answer }
      break
    case 'mangle':
    case 'refuseItem':
      plan = proceed(answer)
      break
  }
  return plan
}

const proceed = (answer: Answer): Plan => ({ kind: 'proceed', delayMs: 0, answer })
const end = (outcome: Outcome): Plan => ({ kind: 'end', outcome })
const replace = (answer: Answer): Plan => end({ kind: 'answer', answer })

function toAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Answer {
  if (typeof body !== 'string') return json(status, body ?? null, headers)
  return { status, headers: { 'content-type': 'text/plain;charset=utf-8', ...headers }, body }
}

/** LivePerson documents the status only; neither the body nor `Retry-After` is known. */
function throttled(retryAfterSeconds: number | undefined): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }
  return json(429, { code: 'TOO_MANY_REQUESTS', body: { msg: 'Too Many Requests' } }, headers)
}
