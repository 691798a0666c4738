import { setTimeout as sleep } from 'node:timers/promises'
import { authErrorCode, parseJson, throttled, unsent } from './answer.ts'
import { type Failure, StepFailed } from './failure.ts'
import type { Channel, GuardedClient } from './guarded-client.ts'
import type { Exchange, HttpRequest } from './http-client.ts'
import { nextMove } from './policy.ts'

/**
 * A lookup or a mint that a request needs first. Repeating one is harmless, so an answer that was
 * lost is asked for again.
 * @returns the parsed body of a 2xx
 * @throws StepFailed
 */
export async function performStep(
  client: GuardedClient,
  channel: Channel,
  step: string,
  request: HttpRequest,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<unknown> {
  const startedAt = Date.now()
  for (let waits = 0; ; waits++) {
    const answer = readStep(await client.exchange(channel, request, signal), Date.now())
    if (answer.ok) return answer.body

    const tried = { waits, renewedAppJwt: true, renewedConsumerJws: true }
    const msLeft = timeoutMs - (Date.now() - startedAt)
    const move = nextMove(answer.failure, tried, {
      mintsTokens: false,
      msLeft,
      random: Math.random(),
    })
    if (move.kind !== 'wait' || !client.mayRetry(channel))
      throw new StepFailed(step, answer.failure)
    await sleep(move.ms, undefined, { signal })
  }
}

/**
 * What several calls wait for has a time-out of its own. When that ends it, the step failed: to a
 * call whose own time is not over it must not look like an abort.
 */
export async function withinItsTime<T>(
  step: string,
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof StepFailed || !signal.aborted) throw error
    throw new StepFailed(step, unavailable('deadline'))
  }
}

type StepAnswer =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly failure: Failure }

export function readStep(exchange: Exchange, now: number): StepAnswer {
  if (exchange.kind === 'unsent') return failed(unsent(exchange))
  if (exchange.kind === 'lost') return failed(unavailable(exchange.reason))
  const { status, headers, text } = exchange
  if (status >= 200 && status < 300) return { ok: true, body: parseJson(text) }
  if (status === 429) return failed(throttled(headers['retry-after'], now))
  if (status === 401 || status === 403) {
    const errorCode = authErrorCode(parseJson(text))
    return failed({ kind: 'unauthorized', ...(errorCode !== undefined && { errorCode }) })
  }
  if (status >= 400 && status < 500) return failed({ kind: 'rejected', code: String(status) })
  return failed(unavailable(`HTTP ${status}`))
}

const failed = (failure: Failure): StepAnswer => ({ ok: false, failure })
const unavailable = (reason: string): Failure => ({ kind: 'unavailable', reason, retryable: true })
