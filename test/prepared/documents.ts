import {
  getNamedType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import type { Draw } from '../fuzz/draw.ts'

export interface Asked {
  readonly text: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Some of it is right in some places. */
const odd = [null, 1.5, -1, '', 'RED', true, [], {}, [[null]], { text: 'a' }, 2 ** 31] as const
const MAX_DEPTH = 3
const scalars: Readonly<Record<string, readonly [unknown, ...unknown[]]>> = {
  Int: [1, 0, -7, 2 ** 31 - 1],
  Float: [1.5, 0, 3],
  Boolean: [true, false],
  ID: ['a', '1', 7],
  Even: [2, 4, 4, 3, 1, 5],
  EmailAddress: ['ada@example.com'],
  URL: ['https://example.com/a'],
  Currency: ['USD'],
  Locale: ['en-US'],
  DateTime: ['2026-01-01T00:00:00Z'],
  JSONObject: [{ type: 'vertical' }, {}],
  _Any: [{ __typename: 'Conversation', id: '1' }],
}

/** An operation that is valid, most of the time, and variables for it that are right, most of the time. */
export function document(draw: Draw, schema: GraphQLSchema): Asked {
  const kind = draw.pick(['query', 'query', 'mutation'] as const)
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
  if (!root) throw new Error(`expected a ${kind} in the schema`)
  const writer = new Writer(draw, schema)
  const body = writer.rootSelections(root)
  const definitions = writer.definitions.length > 0 ? `(${writer.definitions.join(', ')})` : ''
  return {
    text: `${kind} Asked${definitions} ${body} ${writer.fragments.join(' ')}`,
    variables: writer.variables,
  }
}

interface GivenField {
  readonly name: string
  readonly type: GraphQLInputType
}

interface Value {
  readonly value: unknown
  readonly literal: string
}

class Writer {
  readonly definitions: string[] = []
  readonly fragments: string[] = []
  readonly variables: Record<string, unknown> = {}
  readonly #draw: Draw
  readonly #schema: GraphQLSchema
  #aliases = 0

  constructor(draw: Draw, schema: GraphQLSchema) {
    this.#draw = draw
    this.#schema = schema
  }

  rootSelections(type: GraphQLObjectType): string {
    return this.#selections(type, MAX_DEPTH)
  }

  #selections(type: GraphQLNamedType, depth: number): string {
    const parts = this.#draw.times(1, 4, () => this.#selection(type, depth))
    return `{ ${parts.join(' ')} }`
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const draw = this.#draw
    if (depth <= 0 || draw.chance(70)) return this.#field(type, depth)
    const members = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : []
    const inner = draw.chance(80) ? draw.pickOr<GraphQLNamedType>(members, type) : type
    const body = this.#selections(inner, depth - 1)
    const on = inner === type && draw.chance(30) ? '' : ` on ${inner.name}`
    if (on === '' || draw.chance(60)) return `...${on}${this.#condition()} ${body}`
    const name = `F${this.fragments.length}`
    this.fragments.push(`fragment ${name}${on} ${body}`)
    const spread = () => `...${name}${this.#condition()}`
    return draw.chance(30) ? `${spread()} ${spread()}` : spread()
  }

  #field(type: GraphQLNamedType, depth: number): string {
    const draw = this.#draw
    const all = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
    const some = all.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)))
    const field = draw.pickOr(some, undefined)
    if (!field || draw.chance(8)) return `${this.#alias(20)}__typename${this.#condition()}`
    const given = field.args.flatMap((argument) =>
      isRequiredArgument(argument) || draw.chance(60)
        ? [`${argument.name}: ${this.#argument(argument.type)}`]
        : [],
    )
    const list = given.length > 0 ? `(${given.join(', ')})` : ''
    const alias = this.#alias(field.args.length > 0 ? 100 : 15)
    const written = `${alias}${field.name}${list}${this.#condition()}`
    return `${written}${this.#subselections(field.type, depth - 1)}`
  }

  #subselections(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type)
    return isLeafType(named) ? '' : ` ${this.#selections(named, depth)}`
  }

  #alias(percent: number): string {
    return this.#draw.chance(percent) ? `a${(this.#aliases += 1)}: ` : ''
  }

  #condition(): string {
    const draw = this.#draw
    if (!draw.chance(15)) return ''
    const condition = draw.chance(30) ? draw.pick(['true', 'false']) : this.#conditionVariable()
    return ` @${draw.pick(['include', 'skip'])}(if: ${condition})`
  }

  #conditionVariable(): string {
    const draw = this.#draw
    if (draw.chance(80)) return this.#variable('Boolean!', draw.chance(50))
    return this.#variable('Boolean = true', draw.pick([true, false, null, undefined]))
  }

  #variable(definition: string, value: unknown): string {
    const name = `v${this.definitions.length}`
    this.definitions.push(`$${name}: ${definition}`)
    if (value !== undefined) this.variables[name] = value
    return `$${name}`
  }

  #argument(type: GraphQLInputType): string {
    return this.#draw.chance(50) ? this.#variableOf(type) : this.#literal(type, MAX_DEPTH)
  }

  #variableOf(type: GraphQLInputType): string {
    const draw = this.#draw
    const value = draw.chance(4) ? undefined : this.#value(type, MAX_DEPTH)
    if (!draw.chance(25)) return this.#variable(String(type), value)
    // one with a default may be less than its place asks for
    return this.#variable(
      `${String(getNullableType(type))} = ${this.#rightNonNull(type, 1).literal}`,
      draw.chance(10) ? null : value,
    )
  }

  /** With variables in it now and then. */
  #literal(type: GraphQLInputType, depth: number): string {
    const draw = this.#draw
    if (depth < MAX_DEPTH && draw.chance(15)) return this.#variableOf(type)
    const inner = getNullableType(type)
    if (isListType(inner) && draw.chance(80)) {
      return `[${draw.times(0, 3, () => this.#literal(inner.ofType, depth - 1)).join(', ')}]`
    }
    if (!isInputObjectType(inner) || draw.chance(5)) return this.#right(type, depth).literal
    const fields = this.#fieldsOf(inner, depth).map(
      (field) => `${field.name}: ${this.#literal(field.type, depth - 1)}`,
    )
    return `{ ${fields.join(', ')} }`
  }

  #fieldsOf(type: GraphQLInputObjectType, depth: number): readonly GivenField[] {
    const all = Object.values(type.getFields())
    if (!type.isOneOf) {
      return all.filter(
        (field) => isRequiredInputField(field) || (depth > 0 && this.#draw.chance(30)),
      )
    }
    const one = this.#draw.pickOr(all, undefined)
    return one ? [{ name: one.name, type: new GraphQLNonNull(getNullableType(one.type)) }] : []
  }

  /** Anything else once in a while. */
  #value(type: GraphQLInputType, depth: number): unknown {
    const draw = this.#draw
    const { value } = this.#right(type, depth)
    if (!draw.chance(5)) return value
    if (typeof value !== 'object' || value === null || draw.chance(40))
      return draw.pick<unknown>([...odd])
    if (Array.isArray(value)) return [...value, draw.pick<unknown>([...odd])]
    const [name = 'nme'] = Object.keys(value)
    return {
      ...value,
      [draw.pick([name, 'nme', 'toString', 'text', 'ids'])]: draw.pick<unknown>([...odd]),
    }
  }

  #right(type: GraphQLInputType, depth: number): Value {
    const draw = this.#draw
    if (isNonNullType(type)) return this.#rightNonNull(type.ofType, depth)
    return draw.chance(10) ? { value: null, literal: 'null' } : this.#rightNonNull(type, depth)
  }

  #rightNonNull(type: GraphQLInputType, depth: number): Value {
    const draw = this.#draw
    if (isNonNullType(type)) return this.#rightNonNull(type.ofType, depth)
    if (isListType(type)) {
      if (draw.chance(15)) return this.#rightNonNull(type.ofType, depth)
      const items = draw.times(0, 3, () => this.#right(type.ofType, depth - 1))
      return {
        value: items.map(({ value }) => value),
        literal: `[${items.map(({ literal }) => literal).join(', ')}]`,
      }
    }
    if (isEnumType(type)) {
      const name = draw.pickOr(type.getValues(), undefined)?.name ?? 'NONE'
      return { value: name, literal: name }
    }
    if (isInputObjectType(type)) {
      const entries = this.#fieldsOf(type, depth).map(
        (field) => [field.name, this.#right(field.type, depth - 1)] as const,
      )
      return {
        value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
        literal: `{ ${entries.map(([name, { literal }]) => `${name}: ${literal}`).join(', ')} }`,
      }
    }
    const value = draw.pick(scalars[type.name] ?? ['', 'text', 'a "text" \\ {'])
    return { value, literal: JSON.stringify(value).replaceAll(/"(\w+)":/g, '$1:') }
  }
}
