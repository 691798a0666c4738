import type { ResponsePath } from 'graphql'
import { isPromise } from '../promises.ts'
import type { Run } from './run.ts'

/** One key of an object in the answer. */
export interface PreparedField {
  readonly key: string
  readonly execute: ExecuteField
}

/** Its value or, when somebody is waited for, a promise of it. */
export type ExecuteField = (
  run: Run,
  source: unknown,
  parent: ResponsePath | undefined,
  key: string,
) => unknown

type Data = Record<string, unknown>

/** All of them at once. */
export function executeFields(
  fields: readonly PreparedField[],
  run: Run,
  source: unknown,
  path: ResponsePath | undefined,
): Data | Promise<Data> {
  const data: Data = {}
  let isPending = false
  try {
    for (const { key, execute } of fields) {
      const value = execute(run, source, path, key)
      data[key] = value
      if (isPromise(value)) isPending = true
    }
  } catch (error) {
    if (!isPending) throw error
    // What the others started may fail as well, and nobody else would look.
    return settled(data).finally(() => {
      throw error
    })
  }
  return isPending ? settled(data) : data
}

/** Each of them when the one before is done. */
export function executeFieldsSerially(
  fields: readonly PreparedField[],
  run: Run,
  source: unknown,
): Data | Promise<Data> {
  let data: Data | Promise<Data> = {}
  for (const field of fields) {
    const append = (before: Data): Data | Promise<Data> => appendField(before, field, run, source)
    data = isPromise(data) ? data.then(append) : append(data)
  }
  return data
}

function appendField(
  data: Data,
  { key, execute }: PreparedField,
  run: Run,
  source: unknown,
): Data | Promise<Data> {
  const value = execute(run, source, undefined, key)
  if (isPromise(value)) return appendLater(data, key, value)
  data[key] = value
  return data
}

function appendLater(data: Data, key: string, value: Promise<unknown>): Promise<Data> {
  return value.then((known) => {
    data[key] = known
    return data
  })
}

async function settled(data: Data): Promise<Data> {
  const values = await Promise.all(Object.values(data))
  for (const [index, key] of Object.keys(data).entries()) data[key] = values[index]
  return data
}
