import type { RequestSpan } from './tracing.ts'

export interface Operation {
  /** query, mutation or subscription. */
  readonly type: string
  readonly name?: string | undefined
}

/** What has been seen of one request at /graphql so far. */
export class Observation {
  /** Absent when no exporter is configured. */
  readonly span: RequestSpan | undefined
  operation: Operation | undefined
  /** One that this gateway is configured for. */
  account: string | undefined
  readonly outcomes: string[] = []
  readonly problems: string[] = []
  readonly errors: string[] = []
  upstreamCalls = 0
  upstreamMs = 0
  /** Its line is written. */
  isTold = false

  constructor(span: RequestSpan | undefined) {
    this.span = span
  }

  exchanged(accountId: string, ms: number): void {
    this.account ??= accountId
    this.upstreamCalls += 1
    this.upstreamMs += ms
  }
}
