import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { Consumer } from './tokens.ts'

export type FileMethod = 'PUT' | 'GET'

export interface StoredFile {
  readonly contentType: string
  readonly bytes: Buffer
}

/** What the Send API answers, for a URL on the host of the service `swift`. */
export interface TemporaryUrl {
  readonly relativePath: string
  readonly queryParams: {
    readonly temp_url_sig: string
    /** Seconds since 1970, as text. */
    readonly temp_url_expires: string
  }
}

/** LivePerson's limit of one file. */
export const MAX_FILE_BYTES = 3 * 1024 * 1024

const LIFETIME_SECONDS = 60
const CONTAINER = '/v1/AUTH_async-images'

export const FILE_ROUTE = `${CONTAINER}/:accountId/:name`
export const filePath = (accountId: string, name: string): string =>
  `${CONTAINER}/${encodeURIComponent(accountId)}/${name}`

/** LivePerson's file storage: bytes by path, behind URLs that are signed and soon expire. */
export class Files {
  readonly #clock: Clock
  readonly #key = randomBytes(20)
  readonly #stored = new Map<string, StoredFile>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  createUploadUrl({ accountId, lpConsumerId }: Consumer, fileType: string): TemporaryUrl {
    const name = `${lpConsumerId}_uuid_${randomUUID()}_${this.#clock.now()}.${fileType}`
    return this.#createUrl('PUT', filePath(accountId, name))
  }

  /** `undefined` for a path outside of the account. Nobody checks that the file is there. */
  createDownloadUrl(accountId: string, relativePath: string): TemporaryUrl | undefined {
    if (!relativePath.startsWith(filePath(accountId, ''))) return undefined
    return this.#createUrl('GET', relativePath)
  }

  /** Whether the query bears the signature for this method and path, and it has not expired. */
  isAllowed(
    method: FileMethod,
    relativePath: string,
    query: Readonly<Record<string, string>>,
  ): boolean {
    const { temp_url_sig: signature, temp_url_expires: expires = '' } = query
    return (
      signature === this.#sign(method, relativePath, expires) &&
      Number(expires) * 1000 > this.#clock.now()
    )
  }

  store(relativePath: string, file: StoredFile): void {
    this.#stored.set(relativePath, file)
  }

  find(relativePath: string): StoredFile | undefined {
    return this.#stored.get(relativePath)
  }

  clear(): void {
    this.#stored.clear()
  }

  #createUrl(method: FileMethod, relativePath: string): TemporaryUrl {
    const expires = String(Math.floor(this.#clock.now() / 1000) + LIFETIME_SECONDS)
    return {
      relativePath,
      queryParams: {
        temp_url_sig: this.#sign(method, relativePath, expires),
        temp_url_expires: expires,
      },
    }
  }

  /** As OpenStack Swift signs its temporary URLs. */
  #sign(method: FileMethod, relativePath: string, expires: string): string {
    return createHmac('sha1', this.#key)
      .update(`${method}\n${expires}\n${relativePath}`)
      .digest('hex')
  }
}
