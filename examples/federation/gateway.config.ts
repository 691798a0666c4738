// hive-gateway supergraph --config gateway.config.ts

/** What the conversation gateway reads of a caller's headers. */
export const forwardedHeaders = [
  'authorization',
  'x-lp-on-behalf',
  'x-consumer-id',
  'idempotency-key',
  'x-request-timeout-ms',
  'x-correlation-id',
] as const

export const gatewayConfig = {
  supergraph: 'supergraph.graphql',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request, subgraphName }: ToSubgraph) =>
      subgraphName === 'conversations'
        ? Object.fromEntries(forwardedHeaders.map((name) => [name, request.headers.get(name)]))
        : {},
  },
  // Subscriptions reach the gateway as server-sent events, which it answers to POST; Hive Gateway would use GET.
  transportEntries: { conversations: { options: { method: 'POST' } } },
}

interface ToSubgraph {
  readonly request: Request
  readonly subgraphName: string
}
