import {
  buildSchema,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  responsePathAsArray,
} from 'graphql'

const SDL = `
  directive @mark(as: String) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT

  "Fails, or says nothing, on the way out and on the way in."
  scalar Even
  scalar Json
  enum Color { RED GREEN BLUE }

  input Point { x: Int! = 1, y: Int }
  input Filter {
    color: Color = GREEN
    colors: [Color!]
    even: Even
    json: Json
    ids: [ID!]!
    flag: Boolean! = true
    ratio: Float
    point: Point
    path: [[Point]]
    and: [Filter!]
    either: Either
  }
  input Either @oneOf { text: String, number: Int, point: Point, many: [Int] }

  interface Node { id: ID!, name: String, color: Color }
  interface Shape { area: Float, name: String }
  type Cat implements Node {
    id: ID!, name: String, color: Color, lives: Int!, friend: Pet, owner: Human!, grid: [[Int!]!]
    echo(filter: Filter, either: Either): Json
  }
  type Dog implements Node {
    id: ID!, name: String, color: Color, tricks: [String!], litter: [Dog], owner: Human
    echo(filter: Filter, either: Either): Json
  }
  type Human implements Node {
    id: ID!, name: String, color: Color, pets: [Pet!]!, nodes: [Node], home: Shape, best: Judged!, age: Int!
    even: Even, evens: [Even!], json: Json, flag: Boolean!, ratio: Float
    echo(filter: Filter, either: Either): Json
  }
  type Circle implements Shape { area: Float, name: String, center: Human! }
  type Square implements Shape { area: Float, name: String, side: Int! }
  type Stone { weight: Int!, under: Judged }
  type Paper { text: String!, cut: [Judged!] }
  "Its values say what they are."
  union Pet = Cat | Dog
  "Its members know what is theirs."
  union Judged = Stone | Paper

  type Query {
    human: Human, sameHuman: Human!, humans: [Human!], node: Node, pets: [[Pet!]!]!, shapes: [Shape], judged: Judged
    stone: Stone, even: Even, color: Color!, none: Int!
    echo(
      filter: Filter, filters: [Filter!], either: Either, color: Color = RED, colors: [Color!]! = [BLUE]
      n: Int! = 3, even: Even, ids: [ID], json: Json, point: Point = { y: 2 }
    ): Json
    required(n: Int!, filter: Filter!): Json!
  }
  type Mutation {
    human: Human, sameHuman: Human!, color: Color!, even: Even, judged: [Judged!]
    echo(filter: Filter, either: Either): Json
    required(n: Int!, filter: Filter!): Json!
  }
`

/** A schema with everything that an executor has to deal with. */
export function everythingSchema(): GraphQLSchema {
  const schema = buildSchema(SDL)
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && type.name === 'Color') {
      for (const value of type.getValues()) value.value = { inside: value.name }
    }
    if (isScalarType(type) && type.name === 'Even') {
      type.serialize = even
      type.parseValue = even
    }
    if (isInterfaceType(type) && type.name === 'Shape') {
      // what to say is told by the value, be it wrong or late
      type.resolveType = (value: { readonly kind?: unknown }, _context, info) =>
        (typeof value.kind === 'function' ? value.kind(info) : value.kind) as string
    }
    if (!isObjectType(type)) continue
    if (type.name === 'Stone' || type.name === 'Paper') {
      type.isTypeOf = (value: { readonly isOf?: (name: string) => boolean | Promise<boolean> }) =>
        value.isOf?.(type.name) ?? false
    }
    const { echo, required } = type.getFields()
    for (const field of [echo, required]) if (field) field.resolve = echoOf
  }
  return schema
}

function even(value: unknown): unknown {
  if (value === 0) return null
  if (value === 1) return undefined
  if (value === 3) throw new GraphQLError('3 is odd', { extensions: { code: 'ODD' } })
  if (value === 5) throw new TypeError('5 is odd')
  return value
}

/** All that a resolver gets, as an answer. */
function echoOf(_source: unknown, args: unknown, _context: unknown, info: GraphQLResolveInfo) {
  return {
    args,
    fieldName: info.fieldName,
    nodes: info.fieldNodes.length,
    returnType: String(info.returnType),
    parentType: info.parentType.name,
    path: responsePathAsArray(info.path),
    typenames: [info.path.typename, info.path.prev?.typename],
    fragments: Object.keys(info.fragments),
    operation: info.operation.name?.value,
    variables: info.variableValues,
    rest: Object.keys(info),
  }
}
