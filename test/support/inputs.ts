import fc, { type Arbitrary } from 'fast-check'
import type { CreateConversationInput, MessageContentInput } from '../generated/graphql.ts'

/** Leaves a field out, says nothing as null, or says something: the three ways of a nullable field. */
function maybe<T>(arbitrary: Arbitrary<T>): Arbitrary<T | null | undefined> {
  return fc.option(fc.option(arbitrary, { nil: null }), { nil: undefined })
}

// Letters of several alphabets, quotes, escapes and emojis, but not the word that the tests look for.
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((value) => !value.includes('null'))
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const id = fc.stringMatching(/^[\w-]{1,20}$/)
const email = fc.constantFrom('ada@example.com', 'a.b+c@sub.example.org')
const locale = fc.constantFrom('en-US', 'fr-CA', 'de')
const url = fc.constantFrom('http://avatarurl.com', 'https://example.com/a?b=c#d')
const date = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((day) => ({
    day: day.getUTCDate(),
    month: day.getUTCMonth() + 1,
    year: day.getUTCFullYear(),
  }))

const customerInfo = fc.record({
  ctype: maybe(text),
  cstatus: maybe(text),
  balance: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
  currency: maybe(fc.constantFrom('USD', 'EUR')),
  customerId: maybe(text),
  socialId: maybe(text),
  imei: maybe(text),
  userName: maybe(text),
  companySize: maybe(int),
  companyBranch: maybe(text),
  accountName: maybe(text),
  role: maybe(text),
  lastPaymentDate: maybe(date),
  registrationDate: maybe(date),
  loginStatus: maybe(int),
  storeZipCode: maybe(text),
  storeNumber: maybe(text),
})

const contact = fc.record({
  email: maybe(email),
  phone: maybe(text),
  phoneType: maybe(fc.constantFrom('HOME', 'MOBILE', 'WORK_FAX', 'OTHER')),
  address: maybe(fc.record({ country: maybe(text), region: maybe(text) })),
})

const personalInfo = fc.record({
  firstName: maybe(text),
  lastName: maybe(text),
  age: maybe(date.map(({ day, month, year }) => ({ age: 30, day, month, year }))),
  gender: maybe(fc.constantFrom('MALE', 'FEMALE', 'OTHER')),
  contacts: maybe(fc.array(contact, { maxLength: 3 })),
  company: maybe(text),
  language: maybe(locale),
})

const profile = fc.record({
  firstName: maybe(text),
  lastName: maybe(text),
  userId: maybe(id),
  avatarUrl: maybe(url),
  role: maybe(text),
  backgroundImageUri: maybe(url),
  description: maybe(text),
  privateData: maybe(
    fc.record({
      mobileNumber: maybe(text),
      mail: maybe(email),
      pushNotification: maybe(fc.record({ serviceName: text, certName: text, token: text })),
    }),
  ),
})

// A body with a property of this name is refused as a whole.
const propertyName = id.filter((name) => name !== '__proto__')

const message: Arbitrary<MessageContentInput> = fc.oneof(
  text.filter((value) => value.trim() !== '').map((value) => ({ text: value })),
  fc
    .dictionary(propertyName, fc.oneof(text, int, fc.array(text)))
    .map((richContent) => ({ richContent })),
  fc.record({
    file: fc.record({
      relativePath: text.map((value) => `/${value}`),
      fileType: fc.constantFrom('PNG', 'PDF'),
      caption: maybe(text),
      preview: maybe(text),
    }),
  }),
)

/** Every sound input of createConversation, for a consumer who has no open conversation. */
export function anyInput(): Arbitrary<CreateConversationInput> {
  return fc.record({
    sdes: maybe(
      fc.array(
        fc.oneof(
          customerInfo.map((info) => ({ customerInfo: info })),
          personalInfo.map((info) => ({ personalInfo: info })),
        ),
        { maxLength: 5 },
      ),
    ),
    profile: maybe(profile),
    ttrDefName: maybe(fc.constantFrom('NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM')),
    campaignInfo: maybe(fc.record({ campaignId: id, engagementId: id })),
    conversationContext: maybe(
      fc.record({
        type: fc.constantFrom('SHARK_CONTEXT', 'MOBILE_APP_CONTEXT'),
        visitorId: maybe(id),
        sessionId: maybe(id),
        interactionContextId: maybe(id),
        lang: maybe(locale),
      }),
    ),
    skillId: maybe(id),
    firstMessage: maybe(message),
  })
}
