import type { FastifyInstance, onRequestAsyncHookHandler, onSendAsyncHookHandler } from 'fastify'

/** An answer is data, whoever opens it in a browser. OWASP's REST and HTTP-headers cheat sheets. */
const forData = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Two years. Not for subdomains: this host may be the brand's own, with others below it. */
const STRICT_TRANSPORT = 'max-age=63072000'

const APOLLO_CDN = 'https://*.cdn.apollographql.com'

/**
 * Sandbox is Apollo's page: it loads from Apollo's hosts and runs in a frame of theirs. Its own meta
 * element narrows scripts and styles to a nonce, and both policies have to agree.
 */
const forSandbox = [
  "default-src 'none'",
  `script-src 'self' 'unsafe-inline' ${APOLLO_CDN}`,
  `style-src 'unsafe-inline' ${APOLLO_CDN} https://fonts.googleapis.com`,
  'font-src https://fonts.gstatic.com',
  `img-src 'self' data: ${APOLLO_CDN}`,
  `manifest-src ${APOLLO_CDN}`,
  `connect-src 'self' ${APOLLO_CDN}`,
  'frame-src https://sandbox.embed.apollographql.com https://explorer.embed.apollographql.com',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** For an answer that is written by hand. */
export const handWrittenHeaders: readonly string[] = Object.entries(forData).map(
  ([name, value]) => `${name}: ${value}`,
)

export interface SecurityHeaderOptions {
  readonly publicUrl?: URL | undefined
}

/** What every answer of this deployment carries, unless its path knows better. */
export function toSecurityHeaders({
  publicUrl,
}: SecurityHeaderOptions): Readonly<Record<string, string>> {
  return {
    ...forData,
    // said over http it means nothing, and only whoever set PUBLIC_URL knows what is in front
    ...(publicUrl?.protocol === 'https:' && { 'strict-transport-security': STRICT_TRANSPORT }),
  }
}

/** Early, so that whoever answers may say something else; and again for what skips that. */
export function addSecurityHeaders(
  app: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  const begin: onRequestAsyncHookHandler = async (_request, reply) => {
    reply.headers(headers)
  }
  const end: onSendAsyncHookHandler = async (request, reply) => {
    for (const [name, value] of Object.entries(headers)) {
      if (!reply.hasHeader(name)) reply.header(name, value)
    }
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
    if (isPage && request.routeOptions.url === '/graphql') {
      reply.header('content-security-policy', forSandbox)
    }
  }
  app.addHook('onRequest', begin)
  app.addHook('onSend', end)
}
