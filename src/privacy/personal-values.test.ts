import { expect, test } from '@jest/globals'
import { buildSchema, parse } from 'graphql'
import { personalValuesIn } from './personal-values.ts'

const schema = buildSchema(`
  directive @tag(name: String!) repeatable on INPUT_OBJECT | INPUT_FIELD_DEFINITION
  type Query { ask(input: AskInput!, note: String): String }
  input AskInput {
    account: String
    consumer: String @tag(name: "pii")
    other: String @tag(name: "internal")
    people: [PersonInput!]
    json: Json @tag(name: "pii")
  }
  input PersonInput @tag(name: "pii") { name: String age: Int tags: [String!] at: PlaceInput }
  input PlaceInput { city: String }
  scalar Json
`)

const query = parse('query ($input: AskInput!) { ask(input: $input) }')

test.each<[string, object, readonly string[]]>([
  ['a marked field', { consumer: 'ada@example.com', account: '12345' }, ['ada@example.com']],
  ['nothing that is not marked', { account: '12345', other: 'secret' }, []],
  [
    'all that a marked type holds, however deep',
    { people: [{ name: 'Ada', age: 208, tags: ['vip', 'new'], at: { city: 'London' } }] },
    ['Ada', '208', 'vip', 'new', 'London'],
  ],
  ['a single item where a list is due', { people: { name: 'Grace' } }, ['Grace']],
  ['what is in a marked scalar', { json: { card: ['4111', { cvc: 999 }] } }, ['4111', '999']],
  ['a text where a marked object is due', { people: 'Ada' }, ['Ada']],
  ['a field that does not exist', { custommer: 'ada', account: '12345' }, ['ada']],
  ['nothing too short to be found again', { consumer: 'x', people: [{ age: 42 }] }, []],
  ['nothing where there is nothing', { consumer: null, people: null }, []],
])('of variables: %s', (_, input, values) => {
  expect([...personalValuesIn(schema, query, { input })]).toEqual(values)
})

test('of the text of an operation: the same', () => {
  const document = parse(`{
    ask(note: "a note", input: {
      account: "12345", consumer: "ada@example.com", people: [{name: "Ada", at: {city: "London"}}]
    })
  }`)
  expect([...personalValuesIn(schema, document, {})]).toEqual(['ada@example.com', 'Ada', 'London'])
})

test('of an operation that fits no schema: what can be told', () => {
  const document = parse('query ($input: Nothing) { nothing(input: $input) { x } }')
  expect([...personalValuesIn(schema, document, { input: { consumer: 'ada' } })]).toEqual([])
})
