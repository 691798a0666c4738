import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
/** Of initialisation vectors. */
const DRAWN = 256

export interface SealingKey {
  /** Kept beside what it has sealed, so that keys can be replaced one after the other. */
  readonly id: string
  /** 32 bytes. */
  readonly secret: Buffer
}

/** Prepared once: OpenSSL takes longer to set a key up than to seal a short text with it. */
interface PreparedKey {
  readonly id: string
  readonly key: KeyObject
}

/** Makes text unreadable to whoever has the store alone (AES-256-GCM). */
export class Sealer {
  readonly #current: PreparedKey
  readonly #keys: ReadonlyMap<string, PreparedKey>
  readonly #ivs = new InitialisationVectors()

  /** @param keys the first one seals; all of them open */
  constructor([first, ...others]: readonly [SealingKey, ...SealingKey[]]) {
    this.#current = prepare(first)
    this.#keys = new Map([this.#current, ...others.map(prepare)].map((each) => [each.id, each]))
  }

  /** @param place where the text is kept: it opens nowhere else */
  seal(text: string, place: string): string {
    const { id, key } = this.#current
    const iv = this.#ivs.next()
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(place))
    const bytes = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
    return `${id}.${Buffer.concat(bytes).toString('base64url')}`
  }

  /** @throws Error when its key is not configured any more, or somebody has changed it */
  open(sealed: string, place: string): string {
    const [id = '', encoded = ''] = sealed.split('.', 2)
    const prepared = this.#keys.get(id)
    if (prepared === undefined) throw new Error('expected the key with which this was stored')
    const bytes = Buffer.from(encoded, 'base64url')
    const iv = bytes.subarray(0, IV_BYTES)
    try {
      const decipher = createDecipheriv(ALGORITHM, prepared.key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES))
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch (error) {
      throw new Error('expected what was sealed for this place, unchanged', { cause: error })
    }
  }
}

/** Each is given once. They are drawn many at a time, which costs little more than one. */
class InitialisationVectors {
  #drawn = Buffer.alloc(0)

  next(): Buffer {
    if (this.#drawn.length === 0) this.#drawn = randomBytes(DRAWN * IV_BYTES)
    const next = this.#drawn.subarray(0, IV_BYTES)
    this.#drawn = this.#drawn.subarray(IV_BYTES)
    return next
  }
}

const prepare = ({ id, secret }: SealingKey): PreparedKey => ({ id, key: createSecretKey(secret) })
