import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Headers } from './workload.ts'

const AUDIENCE = 'bench'
const CONSUMERS = 100

/** An identity provider, with a token for each consumer. */
export interface Issuer extends AsyncDisposable {
  readonly headersOf: (consumer: number) => Headers
  /** That make a gateway trust it. */
  readonly variables: Headers
}

export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: '1' }] })
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(keys)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokens = await Promise.all(
    Array.from({ length: CONSUMERS }, (_, consumer) =>
      new SignJWT({ sub: `consumer-${consumer}` })
        .setProtectedHeader({ alg: 'RS256', kid: '1' })
        .setIssuer(url)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1 day')
        .sign(privateKey),
    ),
  )
  return {
    headersOf: (consumer) => ({ authorization: `Bearer ${tokens[consumer]}` }),
    variables: { OIDC_ISSUER: url, OIDC_AUDIENCE: AUDIENCE, OIDC_JWKS_URI: `${url}/jwks` },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
