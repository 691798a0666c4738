import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  parse,
  validate,
} from 'graphql'
import { buildGatewaySchema } from '../../src/schema.ts'
import { drawn } from '../fuzz/draw.ts'
import { document } from './documents.ts'
import { everythingSchema } from './everything-schema.ts'
import { GeneratedData, type Mood } from './generated-data.ts'
import { sameAnswer } from './same-answer.ts'

const CASES = 1_500
/** A machine that has other work tries fewer. */
const LIMIT_MS = 25_000

const mood: fc.Arbitrary<Mood> = fc.record({
  seed: fc.nat(),
  latePercent: fc.constantFrom(0, 0, 20, 60),
  wrongPercent: fc.constantFrom(0, 3, 10),
})

const everyKind = new Set(['fine', 'failed', 'refused'])

describe('a prepared operation', () => {
  let gatewaySchema: GraphQLSchema

  beforeAll(async () => {
    gatewaySchema = await buildGatewaySchema({ get: methodsOf })
  })

  it('answers as graphql-js over a schema with everything', async () => {
    expect(await sameAnswers(withGeneratedData(everythingSchema()))).toEqual(everyKind)
  })

  it('answers as graphql-js over the schema of the gateway', async () => {
    expect(await sameAnswers(withGeneratedData(gatewaySchema))).toEqual(everyKind)
  })
})

/** Of a resolver class. What they would answer is generated, so they need nothing to work with. */
function methodsOf(type: unknown): unknown {
  return (type as { readonly prototype: unknown }).prototype
}

/** Has every root field, and every field that brings code of its own, answer what is generated. */
function withGeneratedData(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue
    const isRoot = type === schema.getQueryType() || type === schema.getMutationType()
    for (const field of Object.values(type.getFields())) {
      if (field.name === 'echo' || field.name === 'required') continue
      if (isRoot || field.resolve) field.resolve = generated
    }
  }
  return schema
}

function generated(
  _source: unknown,
  _args: unknown,
  { data }: { readonly data: GeneratedData },
  info: GraphQLResolveInfo,
): unknown {
  return data.resolve(info)
}

/** The kinds of answers that were the same. */
async function sameAnswers(schema: GraphQLSchema): Promise<ReadonlySet<string>> {
  const kinds = new Set<string>()
  const property = fc.asyncProperty(
    drawn((draw) => document(draw, schema)),
    mood,
    async ({ text, variables }, chosen) => {
      const parsed = parse(text)
      fc.pre(validate(schema, parsed).length === 0)
      const { data, errors } = await sameAnswer({
        schema,
        document: parsed,
        variables,
        context: () => ({ data: new GeneratedData(schema, chosen) }),
      })
      kinds.add(data === undefined ? 'refused' : errors ? 'failed' : 'fine')
    },
  )
  await fc.assert(property, { numRuns: CASES, interruptAfterTimeLimit: LIMIT_MS })
  return kinds
}
