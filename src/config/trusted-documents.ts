import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { TrustedDocuments } from '../limits/trusted-documents.ts'
import type { Environment } from './environment.ts'

const remedy = 'write it with the persistedDocuments of GraphQL Codegen: {"sha256:…": "query …"}'
const manifest = z
  .record(z.string(), z.string())
  .refine((texts) => Object.keys(texts).length > 0)
  .transform((texts) => new Map(Object.entries(texts)))

/** Absent when no manifest is named. Each fault found is added to `faults`. */
export function readTrustedDocuments(
  { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: only }: Environment,
  faults: string[],
): TrustedDocuments | undefined {
  const required = only === 'true'
  if (path === undefined) {
    if (required) {
      faults.push('TRUSTED_DOCUMENTS_ONLY: set TRUSTED_DOCUMENTS too, or nothing could be run')
    }
    return undefined
  }
  try {
    return new TrustedDocuments(read(path), { required })
  } catch (error) {
    faults.push(`TRUSTED_DOCUMENTS: can't use ${path} (${reasonOf(error)}); ${remedy}`)
    return undefined
  }
}

function read(path: string): ReadonlyMap<string, string> {
  const parsed = manifest.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) throw new SyntaxError('expected an object of documents, one at least')
  for (const [id, text] of parsed.data) {
    const digest = /^sha256:(.*)/.exec(id)?.[1]
    if (digest !== undefined && digest !== createHash('sha256').update(text).digest('hex')) {
      throw new SyntaxError(`${id} is not the digest of its document`)
    }
  }
  return parsed.data
}

function reasonOf(error: unknown): string {
  if (error instanceof GraphQLError) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
