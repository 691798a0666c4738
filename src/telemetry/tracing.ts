import type { Exchange } from '../connector/http-client.ts'
import type { RequestLine } from './request-line.ts'

export interface ExchangeStart {
  readonly origin: string
  /** Its query is not told. */
  readonly path: string
  readonly method: string
  readonly step: string
  readonly accountId: string
}

/** What exchanges with LivePerson belong to. */
export interface ExchangeParent {
  beginExchange(exchange: ExchangeStart): ExchangeSpan
}

export interface ExchangeSpan {
  /** By which LivePerson could tell what it belongs to. */
  readonly traceParent: string
  end(exchange: Exchange): void
}

/** One request at /graphql. */
export interface RequestSpan extends ExchangeParent {
  end(line: RequestLine): void
}

/** Spans, where an exporter is configured. What no single request asked for has a trace of its own. */
export interface Tracing extends ExchangeParent, AsyncDisposable {
  /** In the trace that the caller's `traceparent` names, or in a new one. */
  beginRequest(traceParent: string | string[] | undefined): RequestSpan
}
