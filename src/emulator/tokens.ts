import { createHash } from 'node:crypto'
import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { EmulatorAccount } from './accounts.ts'
import type { Clock } from './clock.ts'
import { signingKeys } from './keys.ts'

const KEY_ID = 'appjwt-13-05-17'
const ISSUER = 'Sentinel'
const SCOPE = 'msg.consumer'

export interface Consumer {
  readonly accountId: string
  /** `ext_consumer_id`: the brand's own id of the consumer. */
  readonly consumerId: string
  /** 64 hexadecimal digits, always the same for the same account and consumer. */
  readonly lpConsumerId: string
}

/** Mints and checks both kinds of token, as sentinel and idp do (RS256). */
export class Tokens {
  readonly #clock: Clock
  readonly #lifetimeSeconds: number
  #generation = 1

  constructor(clock: Clock, lifetimeSeconds: number) {
    this.#clock = clock
    this.#lifetimeSeconds = lifetimeSeconds
  }

  mintAppJwt(account: EmulatorAccount): Promise<string> {
    const iat = Math.floor(this.#clock.now() / 1000)
    return sign(this.#appKeyId(), {
      aud: account.accountId,
      azp: account.clientId,
      scope: SCOPE,
      iss: ISSUER,
      exp: iat + this.#lifetimeSeconds,
      iat,
    })
  }

  async isAppJwt(token: string, accountId: string): Promise<boolean> {
    const verified = await verify(token, new Date(this.#clock.now()))
    return (
      verified !== undefined &&
      verified.keyId === this.#appKeyId() &&
      verified.payload.iss === ISSUER &&
      verified.payload.aud === accountId &&
      verified.payload.exp !== undefined
    )
  }

  /**
   * Every AppJWT minted until now is refused from now on. A changed key id does it: RS256 has no
   * nonce, so a list of revoked tokens would also refuse one minted anew in the same second.
   */
  revokeAppJwts(): void {
    this.#generation += 1
  }

  /** Without `exp` or `iat`, as LivePerson's: it never expires. */
  mintConsumerJws(accountId: string, consumerId: string): Promise<string> {
    return sign(KEY_ID, {
      account_id: accountId,
      ext_consumer_id: consumerId,
      lp_consumer_id: toLpConsumerId(accountId, consumerId),
    })
  }

  async readConsumerJws(token: string, accountId: string): Promise<Consumer | undefined> {
    const payload = (await verify(token, new Date(this.#clock.now())))?.payload
    const consumerId = payload?.['ext_consumer_id']
    if (payload?.['account_id'] !== accountId || typeof consumerId !== 'string') return undefined
    return { accountId, consumerId, lpConsumerId: toLpConsumerId(accountId, consumerId) }
  }

  #appKeyId(): string {
    return this.#generation === 1 ? KEY_ID : `${KEY_ID}-${this.#generation}`
  }
}

function toLpConsumerId(accountId: string, consumerId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([accountId, consumerId]))
    .digest('hex')
}

async function sign(kid: string, payload: JWTPayload): Promise<string> {
  const { privateKey } = await signingKeys()
  return new SignJWT(payload).setProtectedHeader({ kid, typ: 'JWT', alg: 'RS256' }).sign(privateKey)
}

async function verify(
  token: string,
  currentDate: Date,
): Promise<{ readonly keyId: string | undefined; readonly payload: JWTPayload } | undefined> {
  const { publicKey } = await signingKeys()
  try {
    const verified = await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate })
    return { keyId: verified.protectedHeader.kid, payload: verified.payload }
  } catch {
    return undefined
  }
}
