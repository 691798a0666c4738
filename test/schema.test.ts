import { readFile, readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  concatAST,
  getVariableValues,
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  introspectionFromSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
  validate,
  validateSchema,
} from 'graphql'
import { buildGatewaySchema, printSubgraph } from '../src/schema.ts'

const operations = 'schema/operations'
let schema: GraphQLSchema
beforeAll(async () => {
  schema = await buildGatewaySchema({ get: () => undefined })
})

describe('the schema', () => {
  it('is what schema/subgraph.graphql says; if not, run `npm run schema`', async () => {
    expect(printSubgraph(schema)).toBe(await readFile('schema/subgraph.graphql', 'utf8'))
  })

  it('is valid, and tells all of itself, defaults included', () => {
    expect(validateSchema(schema)).toEqual([])
    expect(introspectionFromSchema(schema, { oneOf: true }).__schema.types).not.toEqual([])
  })

  it('describes every type, field, argument, input field and enum value in words', () => {
    const undescribed = ownTypes()
      .flatMap(describedParts)
      .filter(([, { description }]) => !/\p{L}{3}/u.test(description ?? ''))

    expect(undescribed.map(([name]) => name)).toEqual([])
  })

  it('gives every enum value its own name inside, as a subgraph coerces defaults by name', () => {
    const values = ownTypes()
      .filter(isEnumType)
      .flatMap((type) => type.getValues())

    expect(values.map(({ value }) => value as unknown)).toEqual(values.map(({ name }) => name))
    expect(values).not.toEqual([])
  })

  it('takes exactly one key of an engagement attribute and of a message', () => {
    const oneOf = ownTypes().filter((type) => isInputObjectType(type) && type.isOneOf)

    expect(oneOf.map(({ name }) => name)).toEqual(['MessageContentInput', 'SdeInput'])
  })
})

describe('the operations for clients', () => {
  it('are valid, each with a name of its own', async () => {
    const documents = await Promise.all((await filesEnding('.graphql')).map(readOperation))
    const names = documents.flatMap(({ definitions }) =>
      definitions.flatMap((node) =>
        node.kind === Kind.OPERATION_DEFINITION ? node.name?.value : [],
      ),
    )

    // they share fragments
    expect(validate(schema, concatAST(documents))).toEqual([])
    expect(names).toEqual([...new Set(names)])
    expect(names).toContain('CreateConversation')
  })

  it('take the variables that lie beside them', async () => {
    const files = await filesEnding('.variables.json')

    for (const file of files) {
      const document = await readOperation(file.replace('.variables.json', '.graphql'))
      const variables = JSON.parse(await readFile(`${operations}/${file}`, 'utf8'))
      const [operation] = document.definitions.filter(
        (node) => node.kind === Kind.OPERATION_DEFINITION,
      )
      const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables)
      expect([file, errors]).toEqual([file, undefined])
    }
    expect(files).not.toEqual([])
  })
})

async function filesEnding(suffix: string): Promise<readonly string[]> {
  return (await readdir(operations)).filter((file) => file.endsWith(suffix))
}

async function readOperation(file: string) {
  return parse(await readFile(`${operations}/${file}`, 'utf8'))
}

/** All but what GraphQL itself and the federation specification define. */
function ownTypes(): readonly GraphQLNamedType[] {
  const machinery = /^(_|link__|federation__)/
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .filter(({ name }) => !machinery.test(name))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

type Part =
  | GraphQLNamedType
  | GraphQLField<unknown, unknown>
  | GraphQLInputField
  | GraphQLArgument
  | GraphQLEnumValue

/** Each with its name; the roots of a graph belong to all its subgraphs, so they are described by none. */
function describedParts(type: GraphQLNamedType): readonly (readonly [string, Part])[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  return [
    ...(roots.some((root) => root === type) ? [] : [[type.name, type] as const]),
    ...partsOf(type),
  ]
}

function partsOf(type: GraphQLNamedType): readonly (readonly [string, Part])[] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => [`${type.name}.${value.name}`, value] as const)
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((part) => [`${type.name}.${part.name}`, part])
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields())
    .filter(({ name }) => !name.startsWith('_'))
    .flatMap((field) => [
      [`${type.name}.${field.name}`, field] as const,
      ...field.args.map((arg) => [`${type.name}.${field.name}(${arg.name})`, arg] as const),
    ])
}
