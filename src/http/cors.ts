import type { FastifyCorsOptions } from '@fastify/cors'
import type { Config } from '../config.ts'

/** Firefox keeps a preflight for a day, Chromium for two hours at most. */
const PREFLIGHT_MAX_AGE_SECONDS = 86_400

const exposedHeaders = ['x-correlation-id', 'ratelimit', 'ratelimit-policy', 'retry-after']

/** Which pages may call. Whatever header such a page asks to send is allowed; cookies are of no use here. */
export function toCorsOptions({ cors }: Config): FastifyCorsOptions {
  return {
    origin: cors.kind === 'any' ? '*' : [...cors.origins],
    methods: ['GET', 'POST'],
    credentials: false,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    exposedHeaders,
    // A bare OPTIONS is answered as a preflight is, not in plain text.
    strictPreflight: false,
  }
}

/** What @fastify/cors says on an answer that is no preflight's: names and values in turn. */
export function corsHeaders({ cors }: Config): (origin: string | undefined) => readonly string[] {
  const exposed = ['access-control-expose-headers', exposedHeaders.join(', ')]
  if (cors.kind === 'any') {
    const toAnyone = ['access-control-allow-origin', '*', ...exposed]
    return () => toAnyone
  }
  const origins = new Set(cors.origins)
  const toNobody = ['vary', 'Origin', ...exposed]
  return (origin) =>
    origin !== undefined && origins.has(origin)
      ? [...toNobody, 'access-control-allow-origin', origin]
      : toNobody
}
