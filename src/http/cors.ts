import type { FastifyCorsOptions } from '@fastify/cors'
import type { Config } from '../config.ts'

/** Firefox keeps a preflight for a day, Chromium for two hours at most. */
const PREFLIGHT_MAX_AGE_SECONDS = 86_400

/** Which pages may call. Whatever header such a page asks to send is allowed; cookies are of no use here. */
export function toCorsOptions({ cors }: Config): FastifyCorsOptions {
  return {
    origin: cors.kind === 'any' ? '*' : [...cors.origins],
    methods: ['GET', 'POST'],
    credentials: false,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    exposedHeaders: ['x-correlation-id', 'ratelimit', 'ratelimit-policy', 'retry-after'],
    // A bare OPTIONS is answered as a preflight is, not in plain text.
    strictPreflight: false,
  }
}
