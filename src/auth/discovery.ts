import { request } from 'undici'
import { z } from 'zod'

/**
 * Asks the issuer where its key set is, as OpenID Connect Discovery 1.0 §4 says. The document must
 * name the very same issuer, and only an http issuer may have its keys behind http.
 */
export async function readJwksUri(issuer: string, signal: AbortSignal): Promise<URL> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
  const { statusCode, body } = await request(url, {
    headers: { accept: 'application/json' },
    signal,
  })
  if (statusCode !== 200) {
    await body.dump()
    throw new Error(`expected 200 from ${url}, got ${statusCode}`)
  }
  const document = discoveryDocument(issuer).safeParse(await body.json())
  if (!document.success) throw new Error(`expected ${document.error.issues[0]?.message} at ${url}`)
  return new URL(document.data.jwks_uri)
}

function discoveryDocument(issuer: string) {
  const protocol = issuer.startsWith('http:') ? /^https?$/ : /^https$/
  return z.object({
    issuer: z.literal(issuer, `issuer ${issuer}`),
    jwks_uri: z.url({ protocol, error: 'jwks_uri with the protocol of the issuer' }),
  })
}
