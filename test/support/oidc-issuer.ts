import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import {
  type CryptoKey,
  type GenerateKeyPairResult,
  type JWK,
  type JWTPayload,
  SignJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
} from 'jose'

const discoveryPath = '/.well-known/openid-configuration'

export interface OidcIssuerOptions {
  readonly alg?: string
  /** Milliseconds since the epoch: the clock that `iat` and `exp` are taken from. */
  readonly now?: () => number
}

/** What every token says differently from the issuer's own key and header, if it must. */
export interface MintOptions {
  readonly kid?: string
  readonly alg?: string
  readonly key?: CryptoKey | Uint8Array
}

interface Answer {
  readonly status?: number
  readonly body?: unknown
}

interface SigningKey extends GenerateKeyPairResult {
  readonly kid: string
  readonly publicJwk: JWK
}

/** An identity provider on a port of its own: discovery, a key set, and tokens signed with the key in it. */
export async function startOidcIssuer(options: OidcIssuerOptions = {}): Promise<OidcIssuer> {
  const issuer = new OidcIssuer(options)
  await issuer.start()
  return issuer
}

export class OidcIssuer implements AsyncDisposable {
  readonly audience = 'conversation-gateway'
  /** How often each document was asked for. */
  readonly requests = { discovery: 0, jwks: 0 }
  readonly #alg: string
  readonly #now: () => number
  readonly #server: Server
  #key: SigningKey | undefined
  #jwksPath = '/jwks'
  #announcedIssuer: string | undefined
  #answer: Answer | undefined
  #gate: { readonly arrived: () => void; readonly released: Promise<void> } | undefined

  constructor({ alg = 'ES256', now = Date.now }: OidcIssuerOptions) {
    this.#alg = alg
    this.#now = now
    this.#server = createServer((request, response) => {
      void this.#respond(request.url).then(({ status = 200, body }) =>
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(typeof body === 'string' ? body : JSON.stringify(body)),
      )
    })
  }

  async start(): Promise<void> {
    await this.rotate()
    // A test that fails half-way must not keep the process alive.
    this.#server.listen(0, '127.0.0.1').unref()
    await once(this.#server, 'listening')
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string')
      throw new Error('expected a started issuer')
    return `http://127.0.0.1:${address.port}`
  }

  get jwksUri(): string {
    return `${this.url}${this.#jwksPath}`
  }

  /** Replaces the key: tokens of the old one no longer match the key set. */
  async rotate(): Promise<void> {
    const pair = await generateKeyPair(this.#alg, { extractable: true })
    const publicJwk = await exportJWK(pair.publicKey)
    this.#key = { ...pair, publicJwk, kid: randomUUID() }
  }

  /** Serves the key set at another address from now on. */
  moveKeys(): void {
    this.#jwksPath = `/jwks/${randomUUID()}`
  }

  /** Says in its discovery document that it is another issuer. */
  announce(issuer: string): void {
    this.#announcedIssuer = issuer
  }

  /** Answers everything with this from now on; `recover` ends it. */
  failWith(answer: Answer): void {
    this.#answer = answer
  }

  recover(): void {
    this.#answer = undefined
  }

  /** Keeps every request waiting until it is released. */
  hold(): { readonly arrived: Promise<void>; readonly release: () => void } {
    const arrival = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    this.#gate = { arrived: arrival.resolve, released: release.promise }
    return {
      arrived: arrival.promise,
      release: () => {
        this.#gate = undefined
        release.resolve()
      },
    }
  }

  /** A token good for an hour, of consumer `ada`. A claim given as undefined is left out. */
  async mint(claims: Record<string, unknown> = {}, options: MintOptions = {}): Promise<string> {
    const iat = Math.floor(this.#now() / 1000)
    const { kid, privateKey } = this.#signingKey()
    const payload: JWTPayload = {
      iss: this.url,
      aud: this.audience,
      sub: 'ada',
      iat,
      exp: iat + 3600,
      jti: randomUUID(),
      ...claims,
    }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: options.alg ?? this.#alg, kid: options.kid ?? kid, typ: 'JWT' })
      .sign(options.key ?? privateKey)
  }

  publicKeyPem(): Promise<string> {
    return exportSPKI(this.#signingKey().publicKey)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    if (this.#server.listening) await once(this.#server.close(), 'close')
  }

  #signingKey(): SigningKey {
    if (this.#key === undefined) throw new Error('expected a started issuer')
    return this.#key
  }

  async #respond(path: string | undefined): Promise<Answer> {
    if (path === discoveryPath) this.requests.discovery += 1
    if (path === this.#jwksPath) this.requests.jwks += 1
    const gate = this.#gate
    gate?.arrived()
    await gate?.released

    if (this.#answer !== undefined) return this.#answer
    if (path === discoveryPath) {
      return { body: { issuer: this.#announcedIssuer ?? this.url, jwks_uri: this.jwksUri } }
    }
    if (path !== this.#jwksPath) return { status: 404, body: {} }
    const { kid, publicJwk } = this.#signingKey()
    return { body: { keys: [{ ...publicJwk, kid, use: 'sig' }] } }
  }
}
