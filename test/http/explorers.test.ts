import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { startTestGateway, type TestGateway } from '../support/start.ts'

const production = { NODE_ENV: 'production', AUTH_MODE: 'passthrough' }
/** In passthrough, the form of a token is all that can be checked. */
const asSomeone = { authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }
const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }
const example = new URL('../../schema/operations/create-conversation', import.meta.url).href

const open = (gateway: TestGateway, path: string) => fetch(`${gateway.url}${path}`, asBrowser)
const errorsOf = async (gateway: TestGateway, body: unknown) => {
  const response = await gateway.post(body, asSomeone)
  const { errors = [] } = (await response.json()) as { errors?: { message: string }[] }
  return errors.map(({ message }) => message)
}

describe.each([
  ['in development', {}],
  ['in production when EXPLORERS=true', { ...production, EXPLORERS: 'true' }],
])('%s', (_, env) => {
  it('/ leads to the Sandbox with an operation ready to run', async () => {
    await using gateway = await startTestGateway(env)
    const document = await readFile(new URL(`${example}.graphql`), 'utf8')
    const variables = await readFile(new URL(`${example}.variables.json`), 'utf8')

    const page = await open(gateway, '/')

    expect(page.url).toBe(`${gateway.url}/graphql`)
    expect(page.headers.get('content-type')).toBe('text/html')
    const html = await page.text()
    expect(html).toContain('new window.EmbeddedSandbox(')
    const [, config = ''] = /embeddedSandboxConfig = (\{.*\});/.exec(html) ?? []
    expect(JSON.parse(config)).toMatchObject({
      initialState: { document, variables: JSON.parse(variables) },
      runTelemetry: false,
    })
  })

  it('the explorer is there', async () => {
    await using gateway = await startTestGateway(env)

    const page = await open(gateway, '/explorer')

    expect(page.url).toBe(`${gateway.url}/explorer/`)
    expect(page.status).toBe(200)
  })

  it('the schema can be asked for, and guesses help', async () => {
    await using gateway = await startTestGateway(env)

    expect(await errorsOf(gateway, { query: '{ __schema { queryType { name } } }' })).toEqual([])
    expect(await errorsOf(gateway, { query: '{ conversatio(id: 1) { id } }' })).toEqual([
      expect.stringMatching(/Did you mean "conversation"\?$/),
    ])
  })
})

describe('in production', () => {
  it.each(['/', '/explorer', '/explorer/'])('there is nothing at %s', async (path) => {
    await using gateway = await startTestGateway(production)

    const response = await open(gateway, path)

    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
  })

  it('/graphql is no page', async () => {
    await using gateway = await startTestGateway(production)

    const response = await open(gateway, '/graphql')

    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it.each(['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }'])(
    'nobody learns the schema by %s',
    async (query) => {
      await using gateway = await startTestGateway(production)

      expect(await errorsOf(gateway, { query })).toEqual([
        expect.stringMatching(/introspection is not allowed/),
      ])
    },
  )

  const mutation =
    'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }'
  it.each([
    ['a field', { query: '{ conversatio(id: 1) { id } }' }],
    ['an argument', { query: '{ conversation(i: 1) { id } }' }],
    ['a type', { query: '{ ... on Quer { __typename } }' }],
    [
      'a field of an input',
      { query: mutation, variables: { input: { firstMesage: { text: 'x' } } } },
    ],
    [
      'a value of an enum',
      { query: mutation, variables: { input: { sdes: [{ personalInfo: { gender: 'MAL' } }] } } },
    ],
  ])('nobody learns the schema by guessing at %s', async (_, body) => {
    await using gateway = await startTestGateway(production)

    const messages = await errorsOf(gateway, body)

    expect(messages).not.toEqual([])
    expect(messages.join()).not.toMatch(/did you mean/i)
  })
})
