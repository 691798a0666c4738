import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  batchOf,
  type Client,
  eventOf,
  type Headers,
  profileOf,
  requestOf,
  startClient,
  textOf,
} from './client.ts'

const sde = (value: unknown) => profileOf({ authenticatedData: { lp_sdes: [value] } })
const customer = (info: unknown) => batchOf(sde({ type: 'ctmrinfo', info }))
const person = (personal: unknown) => batchOf(sde({ type: 'personal', personal }))
const request = (body: object) => batchOf(profileOf(), requestOf(body))
const event = (value: unknown) => batchOf(profileOf(), requestOf(), eventOf(value))
const file = (message: object) => event({ ...textOf(''), contentType: 'hosted/file', message })

/** A text that makes the whole request exactly this long. */
const messageFor = (characters: number): string =>
  'x'.repeat(characters - JSON.stringify(eventOf(textOf(''))).length)

const REFUSED: readonly (readonly [name: string, batch: unknown])[] = [
  ['no JSON', '[{'],
  ['an object', profileOf()],
  ['an empty array', []],
  ['the profile alone', [profileOf()]],
  ['the conversation alone', [requestOf()]],
  ['the wrong order', [requestOf(), profileOf()]],
  ['the message second', [profileOf(), eventOf(), requestOf()]],
  ['a second message', batchOf(profileOf(), requestOf(), eventOf(), eventOf())],
  ['an unknown type', batchOf(profileOf(), requestOf(), { ...eventOf(), type: 'ms.Shout' })],
  ['an item that is null', [profileOf(), null]],

  ['a kind other than req', batchOf({ ...profileOf(), kind: 'notification' })],
  ['an id that is missing', batchOf({ ...profileOf(), id: undefined })],
  ['an id that is empty', batchOf({ ...profileOf(), id: '' })],
  ['an id of 65 characters', batchOf({ ...profileOf(), id: 'x'.repeat(65) })],
  ['a body that is missing', batchOf({ ...profileOf(), body: undefined })],
  ['a body that is an array', batchOf(profileOf([]))],
  ['metadata that is no array', batchOf({ ...profileOf(), metadata: {} })],

  ['a null in the profile', batchOf(profileOf({ firstName: null }))],
  ['a null in an SDE', customer({ ctype: null })],
  ['a null skill', request({ skillId: null })],
  ['a null context', request({ conversationContext: null })],
  ['a null in a field nobody knows', request({ surprise: { deep: [null] } })],

  ['a number as first name', batchOf(profileOf({ firstName: 1 }))],
  ['a private mail that is no text', batchOf(profileOf({ privateData: { mail: {} } }))],
  ['SDEs that are no array', batchOf(profileOf({ authenticatedData: { lp_sdes: {} } }))],
  ['an SDE of another type', batchOf(sde({ type: 'cart', cart: {} }))],
  ['an SDE without its content', batchOf(sde({ type: 'ctmrinfo' }))],
  ['customer info in personal', batchOf(sde({ type: 'personal', info: {} }))],
  ['an unknown customer attribute', customer({ shoeSize: '44' })],
  ['a balance in quotes', customer({ balance: '1.5' })],
  ['a company size with a fraction', customer({ companySize: 1.5 })],
  ['a login status in quotes', customer({ loginStatus: '1' })],
  ['a date without its year', customer({ lastPaymentDate: { day: 1, month: 2 } })],
  ['a date as text', customer({ registrationDate: '2014-10-15' })],
  ['an unknown personal attribute', person({ nickname: 'Ada' })],
  ['a gender as number', person({ gender: 1 })],
  ['an unknown gender', person({ gender: 'female' })],
  ['an age as number', person({ age: 30 })],
  ['contacts that are no array', person({ contacts: {} })],
  ['an unknown phone type', person({ contacts: [{ phoneType: 'SATELLITE' }] })],
  ['a country outside its address', person({ contacts: [{ country: 'GB' }] })],

  ["another account's brandId", request({ brandId: '87654321' })],
  ['a brandId as number', request({ brandId: 12345678 })],
  ['another channel', request({ channelType: 'CHAT' })],
  ['an unknown TTR', request({ ttrDefName: 'SOON' })],
  ['a skill that is an object', request({ skillId: {} })],
  ['a campaign that is text', request({ campaignInfo: '1' })],
  ['an unknown context', request({ conversationContext: { type: 'DolphinContext' } })],

  ['no event', batchOf(profileOf(), requestOf(), { ...eventOf(), body: {} })],
  ['an event without type', event({ message: 'hi' })],
  ['an unknown event', event({ type: 'SmellEvent' })],
  ['an unknown content type', event({ ...textOf('hi'), contentType: 'text/html' })],
  ['a text that is an object', event({ ...textOf('hi'), message: {} })],
  ['a file without path', file({ fileType: 'PNG' })],
  ['an unknown file type', file({ relativePath: '/a', fileType: 'EXE' })],
  ['rich content without content', event({ type: 'RichContentEvent' })],
  ['an unknown chat state', event({ type: 'ChatStateEvent', chatState: 'SLEEPING' })],
  ['a message of 5001 characters', event(textOf(messageFor(5001)))],
]

const ACCEPTED: readonly (readonly [name: string, batch: readonly unknown[]])[] = [
  ['the smallest batch', batchOf()],
  ['a message of 5000 characters', event(textOf(messageFor(5000)))],
  ['a long profile', batchOf(profileOf({ description: 'x'.repeat(6000) }))],
  ['a TTR of null', request({ ttrDefName: null })],
  ['a TTR of CUSTOM', request({ ttrDefName: 'CUSTOM' })],
  ['campaign ids as numbers', request({ campaignInfo: { campaignId: 1, engagementId: 2 } })],
  ['a skill as number', request({ skillId: -1 })],
  ['a mobile context', request({ conversationContext: { type: 'MobileAppContext', lang: 'en' } })],
  ['no kind', batchOf({ ...profileOf(), kind: undefined })],
  ['the same id twice', batchOf({ ...profileOf(), id: '1,' }, { ...requestOf(), id: '1,' })],
  ['metadata', batchOf({ ...profileOf(), metadata: [{ type: 'ExternalId', id: '1' }] })],
  ['a file', file({ relativePath: '/a.PNG', fileType: 'PNG', caption: '' })],
  ['rich content', event({ type: 'RichContentEvent', content: { type: 'vertical' } })],
  [
    'every customer attribute',
    customer({
      ctype: 'Gold',
      cstatus: 'migrated',
      balance: -400.99,
      currency: 'USD',
      customerId: '138766AC',
      socialId: '11256324780',
      imei: '3543546543545688',
      userName: 'user000',
      companySize: 500,
      companyBranch: 'East village',
      accountName: 'bank corp',
      role: 'broker',
      lastPaymentDate: { day: 15, month: 10, year: 2014 },
      registrationDate: { day: 5, month: 8, year: 2005 },
      loginStatus: 1,
      storeZipCode: '12205',
      storeNumber: '1241',
    }),
  ],
  [
    'every personal attribute',
    person({
      firstname: 'Ada',
      lastname: 'Lovelace',
      age: { age: 30, year: 1815, month: 12, day: 10 },
      gender: 'FEMALE',
      contacts: [
        {
          email: 'ada@example.com',
          phone: '+44 20',
          phoneType: 'WORK_FAX',
          address: { country: 'GB', region: 'London' },
        },
      ],
      company: 'Engines',
      language: 'en-GB',
    }),
  ],
]

describe('CONVERSATION', () => {
  let client: Client
  let headers: Headers
  beforeAll(async () => {
    client = await startClient()
    headers = await client.authorize('ada')
  })
  beforeEach(() => client.emulator.reset())
  afterAll(() => client[Symbol.asyncDispose]())

  it.each(REFUSED)('refuses %s, and then does nothing at all', async (_, batch) => {
    const { status, json } = await client.open(headers, batch)

    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'BAD_REQUEST',
      body: { msg: expect.stringMatching(/^Bad Request/) },
    })
    expect(client.emulator.conversations()).toEqual([])
  })

  it.each(ACCEPTED)('accepts %s', async (_, batch) => {
    const { status, json } = await client.open(headers, batch)

    expect(json).toEqual(batch.map(() => expect.objectContaining({ code: 'OK' })))
    expect(status).toBe(200)
  })

  it('names the request it refuses, and the place', async () => {
    const { json } = await client.open(headers, person({ gender: 1 }))

    expect(json).toEqual({
      code: 'BAD_REQUEST',
      body: { msg: expect.stringMatching(/gender|lp_sdes/) },
      reqId: 'a',
    })
  })

  it('answers a request that is too long in the words of the guide', async () => {
    const { json } = await client.open(headers, event(textOf(messageFor(5001))))

    expect(json).toEqual({ code: 'BAD_REQUEST', body: { msg: 'Bad Request' }, reqId: 'c' })
  })
})
