/** Why a request, or a step before it, certainly had no effect. */
export type Failure =
  /** LivePerson refused a token; `errorCode` is its stable code, when it gave one. */
  | { readonly kind: 'unauthorized'; readonly errorCode?: number }
  /** 429. `retryAfterMs` is absent when LivePerson did not say how long to wait. */
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number }
  /** LivePerson could not be reached, or a lookup that the request needs gave nothing usable. */
  | {
      readonly kind: 'unavailable'
      readonly reason: string
      readonly retryable: boolean
      /** Only where LivePerson has said how long to wait. */
      readonly retryAfterMs?: number
    }
  /** The gateway itself kept it back, to spare LivePerson or its own callers. */
  | { readonly kind: 'shed'; readonly reason: string; readonly retryAfterMs: number }
  /** Another 4xx. `code` is LivePerson's own, or the HTTP status. */
  | { readonly kind: 'rejected'; readonly code: string; readonly message?: string }

/** Thrown by a step that must succeed before a request can leave. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  constructor(
    readonly step: string,
    readonly failure: Failure,
  ) {
    super(`${step}: ${failure.kind}`)
  }
}
