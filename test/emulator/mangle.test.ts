import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client, type Headers, requestOf, profileOf, startClient } from './client.ts'

let client: Client
let ada: Headers
beforeAll(async () => {
  client = await startClient()
  ada = await client.authorize('ada')
})
beforeEach(() => client.emulator.reset())
afterAll(() => client[Symbol.asyncDispose]())

const profile = { code: 'OK', body: { msg: 'OK User Profile set successfully' }, reqId: '1' }
const conversation = {
  code: 'OK',
  body: { conversationId: expect.any(String) },
  reqId: '2',
}
const numbered = [
  { ...profileOf(), id: '1' },
  { ...requestOf(), id: '2' },
]

describe('a mangled answer', () => {
  it.each([
    ['reverse', [conversation, profile]],
    ['duplicateFirst', [profile, profile, conversation]],
    [
      'duplicateConflicting',
      [profile, conversation, { code: 'BAD_REQUEST', body: { msg: 'Bad Request' }, reqId: '2' }],
    ],
    ['dropFirst', [conversation]],
    ['dropLast', [profile]],
    ['empty', []],
    [
      'numericIds',
      [
        { ...profile, reqId: 1 },
        { ...conversation, reqId: 2 },
      ],
    ],
    [
      'commaIds',
      [
        { ...profile, reqId: '1,' },
        { ...conversation, reqId: '2,' },
      ],
    ],
    [
      'missingIds',
      [
        { code: 'OK', body: profile.body },
        { code: 'OK', body: conversation.body },
      ],
    ],
    [
      'foreignIds',
      [
        { ...profile, reqId: 'foreign-0' },
        { ...conversation, reqId: 'foreign-1' },
      ],
    ],
    ['sameIds', [profile, { ...conversation, reqId: '1' }]],
    ['extraItem', [profile, conversation, { code: 'OK', body: { msg: 'OK' }, reqId: 'extra' }]],
    ['nullItems', [null, null]],
    ['bareObject', conversation],
    [
      'numericCodes',
      [
        { ...profile, code: 200 },
        { ...conversation, code: 200 },
      ],
    ],
    [
      'stringNumericCodes',
      [
        { ...profile, code: '200' },
        { ...conversation, code: '200' },
      ],
    ],
    ['withoutConversationId', [profile, { ...conversation, body: {} }]],
  ] as const)('is the real one, changed: %s', async (how, expected) => {
    client.emulator.addFault({ endpoint: 'conversation', fault: { kind: 'mangle', how } })

    const { status, json } = await client.open(ada, numbered)

    expect(status).toBe(200)
    expect(json).toEqual(expected)
    expect(client.emulator.conversations()).toHaveLength(1)
  })

  it('numbers refusals too', async () => {
    await client.open(ada, numbered)
    client.emulator.addFault({
      endpoint: 'conversation',
      fault: { kind: 'mangle', how: 'numericCodes' },
    })

    const { status, json } = await client.open(ada, numbered)

    expect(status).toBe(400)
    expect(json).toMatchObject([{ code: 200 }, { code: 400 }])
  })

  it('gives ids that are no numbers the number of their place', async () => {
    client.emulator.addFault({
      endpoint: 'conversation',
      fault: { kind: 'mangle', how: 'numericIds' },
    })

    const { json } = await client.open(ada)

    expect(json).toMatchObject([{ reqId: 1 }, { reqId: 2 }])
  })

  it('leaves an answer that is no array as it is', async () => {
    client.emulator.addFault({
      endpoint: 'conversation',
      fault: { kind: 'mangle', how: 'empty' },
    })

    const { status, json } = await client.open({})

    expect(status).toBe(401)
    expect(json).toMatchObject({ body: { errorCode: 40105 } })
  })
})
