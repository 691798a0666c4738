import {
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLList,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql'
import { isIterable } from './iterable.ts'

/**
 * The value inside of what a caller sent.
 * @throws anything, where something is wrong with it: graphql-js has the words for that
 */
export type Coerce = (value: unknown) => unknown

/** By type, so that all operations over a schema share them. */
const coercions = new WeakMap<GraphQLInputType, Coerce>()

export function inputCoercion(type: GraphQLInputType): Coerce {
  const known = coercions.get(type)
  if (known) return known
  const coerce = prepare(type)
  coercions.set(type, coerce)
  return coerce
}

function prepare(type: GraphQLInputType): Coerce {
  const isNonNull = isNonNullType(type)
  const coerce = coercionOfPresent(getNullableType(type))
  return (value) => {
    if (value !== null && value !== undefined) return coerce(value)
    if (!isNonNull) return null
    throw new TypeError('expected a value')
  }
}

type Nullable = GraphQLLeafType | GraphQLInputObjectType | GraphQLList<GraphQLInputType>

function coercionOfPresent(type: Nullable): Coerce {
  if (isListType(type)) return coerceList(inputCoercion(type.ofType))
  if (isInputObjectType(type)) return coerceObject(type)
  return coerceLeaf(type)
}

function coerceLeaf(type: GraphQLLeafType): Coerce {
  return (value) => {
    const parsed: unknown = type.parseValue(value)
    if (parsed === undefined) throw new TypeError(`expected a value of ${type.name}`)
    return parsed
  }
}

function coerceList(coerceItem: Coerce): Coerce {
  return (value) => {
    if (!isIterable(value)) return [coerceItem(value)]
    const items: unknown[] = []
    for (const item of value) items.push(coerceItem(item))
    return items
  }
}

function coerceObject(type: GraphQLInputObjectType): Coerce {
  let fields: readonly Field[] | undefined
  return (value) => {
    if (!isObject(value)) throw new TypeError(`expected an object of ${type.name}`)
    // Only now, for a type may hold itself.
    fields ??= fieldsOf(type)
    const coerced: Record<string, unknown> = {}
    let taken = 0
    let last: unknown
    for (const { name, defaultValue, isRequired, coerce } of fields) {
      const given = value[name]
      if (given !== undefined) {
        last = coerce(given)
        coerced[name] = last
        taken += 1
      } else if (defaultValue !== undefined) coerced[name] = defaultValue
      else if (isRequired) throw new TypeError(`expected ${type.name}.${name}`)
    }
    if (countProperties(value) !== taken) refuseUnknown(type, value)
    if (type.isOneOf && (taken !== 1 || last === null)) {
      throw new TypeError('expected exactly one key')
    }
    return coerced
  }
}

interface Field {
  readonly name: string
  readonly defaultValue: unknown
  readonly isRequired: boolean
  readonly coerce: Coerce
}

function fieldsOf(type: GraphQLInputObjectType): readonly Field[] {
  return Object.values(type.getFields()).map((field) => ({
    name: field.name,
    defaultValue: field.defaultValue,
    isRequired: isRequiredInputField(field),
    coerce: inputCoercion(field.type),
  }))
}

/** Without the list that `Object.keys` makes. */
function countProperties(value: object): number {
  let count = 0
  for (const _ in value) count += 1
  return count
}

/** A field that is there and `undefined` is known, and nothing was taken from it. */
function refuseUnknown(type: GraphQLInputObjectType, value: object): void {
  const definitions = type.getFields()
  for (const name of Object.keys(value)) {
    if (!definitions[name]) throw new TypeError(`expected no ${type.name}.${name}`)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
