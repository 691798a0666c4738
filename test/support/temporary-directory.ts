import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Directory extends AsyncDisposable {
  readonly path: string
}

/** Gone, with all that is in it, when it is disposed. */
export async function temporaryDirectory(): Promise<Directory> {
  const path = await mkdtemp(join(tmpdir(), 'gateway-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
