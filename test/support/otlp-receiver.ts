import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Value = Readonly<Record<string, unknown>>

export interface ReceivedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  /** As OTLP numbers them. */
  readonly kind: number
  readonly status: { readonly code?: number }
  readonly attributes: Readonly<Record<string, unknown>>
}

export const SERVER_SPAN = 2
export const CLIENT_SPAN = 3

/** A collector on a port of its own, which keeps what it gets. */
export interface OtlpReceiver extends AsyncDisposable {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  readonly url: string
  spans(): readonly ReceivedSpan[]
  /** Everything that came, as text. */
  text(): string
  /** Of the process that sent it. */
  resource(): Readonly<Record<string, unknown>>
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[]
  }[]
}
interface WireAttribute {
  readonly key: string
  readonly value: Value
}
type WireSpan = Omit<ReceivedSpan, 'attributes'> & { readonly attributes: readonly WireAttribute[] }

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received: Export[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await json(request)
    if (request.url === '/v1/traces') received.push(body as Export)
    response.setHeader('content-type', 'application/json').end('{}')
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const all = () => received.flatMap(({ resourceSpans }) => resourceSpans)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () =>
      all()
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans)
        .map((span) => ({ ...span, attributes: toRecord(span.attributes) })),
    text: () => JSON.stringify(received),
    resource: () => toRecord(all()[0]?.resource.attributes ?? []),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function toRecord(attributes: readonly WireAttribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toPlain(value)]))
}

function toPlain(value: Value): unknown {
  const { arrayValue } = value as { readonly arrayValue?: { readonly values: readonly Value[] } }
  return arrayValue ? arrayValue.values.map(toPlain) : Object.values(value)[0]
}
