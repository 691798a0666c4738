import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

export interface SealingKey {
  /** Kept beside what it has sealed, so that keys can be replaced one after the other. */
  readonly id: string
  /** 32 bytes. */
  readonly secret: Buffer
}

/** Makes text unreadable to whoever has the store alone (AES-256-GCM). */
export class Sealer {
  readonly #current: SealingKey
  readonly #keys: ReadonlyMap<string, SealingKey>

  /** @param keys the first one seals; all of them open */
  constructor(keys: readonly [SealingKey, ...SealingKey[]]) {
    this.#current = keys[0]
    this.#keys = new Map(keys.map((key) => [key.id, key]))
  }

  /** @param place where the text is kept: it opens nowhere else */
  seal(text: string, place: string): string {
    const { id, secret } = this.#current
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(Buffer.from(place))
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()])
    return `${id}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')}`
  }

  /** @throws Error when its key is not configured any more, or somebody has changed it */
  open(sealed: string, place: string): string {
    const [id = '', encoded = ''] = sealed.split('.', 2)
    const key = this.#keys.get(id)
    if (key === undefined) throw new Error('expected the key with which this was stored')
    const bytes = Buffer.from(encoded, 'base64url')
    const iv = bytes.subarray(0, IV_BYTES)
    try {
      const decipher = createDecipheriv(ALGORITHM, key.secret, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch (error) {
      throw new Error('expected what was sealed for this place, unchanged', { cause: error })
    }
  }
}
