import {
  type Attributes,
  type Context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { Config } from '../config.ts'
import type { Exchange } from '../connector/http-client.ts'
import type { Logger } from '../logger.ts'
import type { RequestLine } from './request-line.ts'
import { readTraceParent, toTraceParent } from './trace-parent.ts'
import type { ExchangeSpan, ExchangeStart, RequestSpan, Tracing } from './tracing.ts'

/** What the collector may take, and so what stopping waits for it. */
const EXPORT_TIMEOUT_MS = 5_000
const INTERNAL = 'INTERNAL_SERVER_ERROR'

/**
 * Spans by hand, to a collector that takes OTLP over HTTP. Names as the semantic conventions have
 * them (HTTP 1.29, GraphQL in development); the sampler and headers come from OpenTelemetry's own
 * variables.
 */
export class OtlpTracing implements Tracing {
  readonly #provider: BasicTracerProvider
  readonly #tracer: Tracer

  /** To the base of the collector `/v1/traces` is added, as OpenTelemetry has it. */
  constructor({ endpoint, serviceName }: NonNullable<Config['spans']>, logger: Logger) {
    reportTo(logger)
    const url = `${endpoint.href.replace(/\/$/, '')}/v1/traces`
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS })
    this.#provider = new BasicTracerProvider({
      resource: defaultResource().merge(resourceFromAttributes({ 'service.name': serviceName })),
      spanProcessors: [
        new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS }),
      ],
    })
    this.#tracer = this.#provider.getTracer('conversation-gateway')
  }

  beginRequest(traceParent: string | string[] | undefined): RequestSpan {
    const remote = readTraceParent(traceParent)
    const context = remote
      ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true })
      : ROOT_CONTEXT
    return new OtlpRequestSpan(this.#tracer, context)
  }

  beginExchange(exchange: ExchangeStart): ExchangeSpan {
    return new OtlpExchangeSpan(this.#tracer, ROOT_CONTEXT, exchange)
  }

  /** What has not been exported yet is. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#provider.shutdown().catch(() => undefined)
  }
}

class OtlpRequestSpan implements RequestSpan {
  readonly #tracer: Tracer
  readonly #span: Span
  readonly #context: Context

  constructor(tracer: Tracer, parent: Context) {
    this.#tracer = tracer
    this.#span = tracer.startSpan('GraphQL', { kind: SpanKind.SERVER }, parent)
    this.#context = trace.setSpan(parent, this.#span)
  }

  beginExchange(exchange: ExchangeStart): ExchangeSpan {
    return new OtlpExchangeSpan(this.#tracer, this.#context, exchange)
  }

  end(line: RequestLine): void {
    const span = this.#span
    // Its name is the type alone: names of operations are the callers'.
    if (line.operation !== undefined) span.updateName(line.operation)
    span.setAttributes(toAttributes(line))
    if (line.status >= 500 || line.errors?.includes(INTERNAL)) {
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    span.end()
  }
}

class OtlpExchangeSpan implements ExchangeSpan {
  readonly #span: Span
  readonly traceParent: string

  constructor(tracer: Tracer, parent: Context, { method, step, ...start }: ExchangeStart) {
    const { hostname, port, protocol } = new URL(start.origin)
    this.#span = tracer.startSpan(
      `${method} ${step}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'http.request.method': method,
          'server.address': hostname,
          'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
          'url.path': start.path.replace(/\?.*$/s, ''),
          'gateway.account': start.accountId,
          'gateway.upstream.step': step,
        },
      },
      parent,
    )
    this.traceParent = toTraceParent(this.#span.spanContext())
  }

  end(exchange: Exchange): void {
    const span = this.#span
    if (exchange.kind === 'answered') {
      span.setAttribute('http.response.status_code', exchange.status)
    }
    const fault = faultOf(exchange)
    if (fault !== undefined) {
      span.setAttribute('error.type', fault)
      span.setStatus({ code: SpanStatusCode.ERROR })
    }
    span.end()
  }
}

function faultOf(exchange: Exchange): string | undefined {
  if (exchange.kind !== 'answered') return exchange.kind
  return exchange.status >= 400 ? String(exchange.status) : undefined
}

function toAttributes(line: RequestLine): Attributes {
  return {
    'http.request.method': line.method,
    'http.response.status_code': line.status,
    'url.path': line.path,
    'gateway.correlation_id': line.correlationId,
    'graphql.operation.type': line.operation,
    'graphql.operation.name': line.operationName,
    'gateway.account': line.account,
    'gateway.outcomes': line.outcomes && [...line.outcomes],
    'gateway.problems': line.problems && [...line.problems],
    'gateway.errors': line.errors && [...line.errors],
    'gateway.upstream.calls': line.upstreamCalls,
    'gateway.hung_up': line.hungUp,
  }
}

const silent = (): void => undefined

/** OpenTelemetry keeps its troubles to itself unless it is told where to say them. */
function reportTo(logger: Logger): void {
  const tell = (message: string): void =>
    logger.warn({ reason: message.slice(0, 300) }, 'spans could not be exported')
  diag.setLogger(
    { error: tell, warn: silent, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  )
}
