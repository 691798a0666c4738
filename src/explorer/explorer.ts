import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { packageRoot } from '../package-root.ts'

const bundle = fileURLToPath(new URL('dist/explorer/client/', packageRoot))

// Monaco writes its themes into style elements and carries small images and fonts as data: URLs.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Serves the explorer at `/explorer/`, with nothing loaded from another origin.
 * Where its bundle was never built, answers 404 with the command that builds it.
 */
export async function registerExplorer(app: FastifyInstance): Promise<void> {
  if (!existsSync(`${bundle}index.html`)) {
    app.get('/explorer', (_request, reply) =>
      reply.code(404).type('text/plain').send('The explorer is not built: run `npm run build`.\n'),
    )
    return
  }
  // A relative redirect, so that a path which a proxy puts in front survives.
  app.get('/explorer', (_request, reply) => reply.redirect('explorer/'))
  await app.register(fastifyStatic, {
    root: bundle,
    prefix: '/explorer/',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', cacheControl(path))
      reply.header('content-security-policy', contentSecurityPolicy)
      reply.header('x-content-type-options', 'nosniff')
      reply.header('referrer-policy', 'no-referrer')
    },
  })
}

/** Every name but the page's carries a hash of its content. */
function cacheControl(path: string): string {
  return path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable'
}
