import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import { toCursor } from '../../src/message/cursor.ts'
import { type Draw, json, text } from './draw.ts'

/** What a case can name, besides what it makes up. */
export interface Known {
  readonly schema: GraphQLSchema
  /** Of conversations that exist. */
  readonly conversationIds: readonly string[]
}

export interface GraphQLCase {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName?: string
  readonly extensions?: unknown
}

type Root = 'query' | 'mutation' | 'subscription'

/** How often a value is none that its type allows. */
const WRONG_PERCENT = 3
const MAX_DEPTH = 5

/** One operation over the schema: valid, or almost. */
export function operation(draw: Draw, known: Known, root?: Root): GraphQLCase {
  const { schema } = known
  const kind = root ?? draw.pick<Root>(['query', 'mutation', 'mutation', 'subscription'])
  const type = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind]
  if (!type) throw new Error(`expected a ${kind} in the schema`)
  const builder = new Builder(draw, known)
  const fields = draw.chance(10) ? draw.int(2, 4) : 1
  const selections = Array.from({ length: fields }, () => builder.rootField(type)).join(' ')
  const head = builder.definitions === '' ? '' : `(${builder.definitions})`
  const document = `${kind} Op${head} { ${selections} }${builder.fragments}`
  return {
    query: draw.chance(15) ? mutateDocument(draw, document) : document,
    variables: builder.variables,
    ...(draw.chance(20) && { operationName: draw.pick(['Op', 'Nope', '']) }),
    ...(draw.chance(5) && {
      extensions: draw.pick<unknown>([
        { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
        { persistedQuery: 7 },
        json(draw),
      ]),
    }),
  }
}

/** Writes an operation, and collects its variables and fragments. */
class Builder {
  readonly variables: Record<string, unknown> = {}
  readonly #draw: Draw
  readonly #known: Known
  readonly #definitions: string[] = []
  readonly #fragments: string[] = []

  constructor(draw: Draw, known: Known) {
    this.#draw = draw
    this.#known = known
  }

  get definitions(): string {
    return this.#definitions.join(', ')
  }

  get fragments(): string {
    return this.#fragments.map((fragment) => ` ${fragment}`).join('')
  }

  rootField(type: GraphQLObjectType): string {
    const name = this.#draw.pickOr(Object.keys(type.getFields()), '__typename')
    return this.#field(type, name, MAX_DEPTH)
  }

  #field(type: GraphQLNamedType, name: string, depth: number): string {
    const draw = this.#draw
    const field = 'getFields' in type ? type.getFields()[name] : undefined
    if (!field || !('args' in field)) return '__typename'
    const given = field.args.flatMap((argument) => {
      if (!isRequiredArgument(argument) && draw.chance(50)) return []
      return [`${argument.name}: ${this.#argument(argument.type)}`]
    })
    const alias = draw.chance(10) ? `${draw.pick(['a', 'b', '__c'])}: ` : ''
    const directive = draw.chance(5)
      ? draw.pick([' @include(if: true)', ' @skip(if: true)', ' @skip', ' @unknown', ' @defer'])
      : ''
    const list = given.length === 0 ? '' : `(${given.join(', ')})`
    return `${alias}${name}${list}${directive}${this.#selections(field.type, depth - 1)}`
  }

  #selections(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type)
    if (isLeafType(named)) return ''
    const draw = this.#draw
    const chosen = this.#chosen(named, depth)
    const inlined = isAbstractType(named)
      ? this.#known.schema
          .getPossibleTypes(named)
          .filter(() => draw.chance(30))
          .map((member) => `... on ${member.name} { ${this.#chosen(member, depth).join(' ')} }`)
      : []
    const body = [...chosen, ...inlined].join(' ')
    if (!draw.chance(5)) return ` { ${body} }`
    const name = `F${this.#fragments.length}`
    // Now and then one that spreads itself.
    const circle = draw.chance(10) ? ` ...${name}` : ''
    this.#fragments.push(`fragment ${name} on ${named.name} { ${body}${circle} }`)
    return ` { ...${name} }`
  }

  #chosen(type: GraphQLNamedType, depth: number): readonly string[] {
    const draw = this.#draw
    if (!('getFields' in type)) return ['__typename']
    const names = Object.entries(type.getFields())
      .filter(([, field]) => depth > 0 || isLeafType(getNamedType(field.type)))
      .map(([name]) => name)
      .filter(() => draw.chance(35))
    return ['__typename', ...names.map((name) => this.#field(type, name, depth))]
  }

  #argument(type: GraphQLInputType): string {
    const { literal, value } = this.#value(type, MAX_DEPTH)
    if (this.#draw.chance(30)) return literal
    const name = `v${this.#definitions.length}`
    this.#definitions.push(`$${name}: ${String(type)}`)
    if (!this.#draw.chance(3)) this.variables[name] = value
    return `$${name}`
  }

  #value(type: GraphQLInputType, depth: number): Value {
    const draw = this.#draw
    if (draw.chance(WRONG_PERCENT)) return wrong(json(draw))
    if (isNonNullType(type)) return this.#value(type.ofType, depth)
    if (isListType(type)) {
      const most = draw.chance(2) ? 3_000 : 4
      const items = draw.times(0, most, () => this.#value(type.ofType, most === 4 ? depth - 1 : 0))
      return {
        value: items.map(({ value }) => value),
        literal: `[${items.map(({ literal }) => literal).join(', ')}]`,
      }
    }
    if (isEnumType(type)) {
      const value = draw.pickOr(type.getValues(), undefined)?.name ?? 'NONE'
      return { value, literal: value }
    }
    if (isInputObjectType(type)) {
      const all = Object.values(type.getFields())
      const some = all.filter(
        (field) => isRequiredInputField(field) || (depth > 0 && draw.chance(40)),
      )
      const isSingle =
        type.isOneOf || type.name === 'SdeInput' || type.name === 'MessageContentInput'
      const fields = isSingle && draw.chance(95) ? [draw.pickOr(all, undefined)] : some
      const entries = fields.flatMap((field) =>
        field ? [[field.name, this.#value(field.type, depth - 1)] as const] : [],
      )
      return {
        value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
        literal: `{${entries.map(([name, { literal }]) => `${name}: ${literal}`).join(', ')}}`,
      }
    }
    return wrong(this.#scalar(type.name))
  }

  #scalar(name: string): unknown {
    const draw = this.#draw
    switch (name) {
      case 'Int':
        return draw.pick([draw.int(0, 20), 0, -1, 501, 2 ** 31 - 1, 2 ** 31, 1.5])
      case 'Float':
        return draw.pick([1.5, 0, -1e308, 1e21])
      case 'Boolean':
        return draw.chance(50)
      case 'ID':
        return draw.chance(60)
          ? draw.pickOr(this.#known.conversationIds, 'none')
          : draw.pick<unknown>(['12345678', text(draw), draw.int(0, 99)])
      case '_Any':
        return draw.pick<unknown>([
          { __typename: 'Conversation', id: draw.pickOr(this.#known.conversationIds, 'none') },
          { __typename: 'Consumer', id: text(draw) },
          { __typename: draw.pick(['Query', 'constructor', '', '__Schema']), id: '1' },
          json(draw),
        ])
      case 'JSONObject':
        return draw.pick<unknown>([{ type: 'vertical' }, json(draw), nest(draw.int(1, 90))])
      case 'EmailAddress':
        return draw.pick(['ada@example.com', text(draw)])
      case 'URL':
        return draw.pick(['https://example.com/a', text(draw)])
      case 'Currency':
        return draw.pick(['USD', text(draw)])
      case 'Locale':
        return draw.pick(['en-US', text(draw)])
      default:
        return draw.pick([text(draw), text(draw), toCursor(draw.int(0, 5))])
    }
  }
}

interface Value {
  readonly value: unknown
  readonly literal: string
}

/** JSON that is written into a document as it is, enums aside. */
function wrong(value: unknown): Value {
  return { value, literal: toLiteral(value) }
}

function toLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).map(
    ([name, inner]) => `${name.replaceAll(/\W/g, '_') || '_'}: ${toLiteral(inner)}`,
  )
  return `{${fields.join(', ')}}`
}

const nest = (depth: number): unknown => (depth === 0 ? {} : { deeper: nest(depth - 1) })

const punctuation = ['{', '}', '(', ')', '[', ']', '!', '$', ':', '...', '@', '"', '"""', '#', '&']

/** A slip of the pen, or a stretch of the text many times over. */
function mutateDocument(draw: Draw, document: string): string {
  const at = draw.int(0, document.length)
  const [before, after] = [document.slice(0, at), document.slice(at)]
  switch (draw.int(0, 4)) {
    case 0:
      return before + after.slice(draw.int(1, 10))
    case 1:
      return before + draw.pickOr(punctuation, '{') + after
    case 2:
      return before + draw.pickOr(punctuation, '{').repeat(draw.int(1, 20_000)) + after
    case 3:
      return before + after.slice(0, 40).repeat(draw.int(2, 300)) + after
    default:
      return before + text(draw) + after
  }
}
