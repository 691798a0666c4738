import { z } from 'zod'

const text = z.string().optional()
const integer = z.int().optional()

const date = z.strictObject({ day: z.int(), month: z.int(), year: z.int() })

const customerInfo = z.strictObject({
  ctype: text,
  cstatus: text,
  balance: z.number().optional(),
  currency: text,
  customerId: text,
  socialId: text,
  imei: text,
  userName: text,
  companySize: integer,
  companyBranch: text,
  accountName: text,
  role: text,
  lastPaymentDate: date.optional(),
  registrationDate: date.optional(),
  loginStatus: integer,
  storeZipCode: text,
  storeNumber: text,
})

const PHONE_TYPES = [
  'HOME',
  'MOBILE',
  'WORK',
  'FAX',
  'MAIN',
  'HOME_FAX',
  'WORK_FAX',
  'PAGER',
  'OTHER',
] as const

const contact = z.strictObject({
  email: text,
  phone: text,
  phoneType: z.enum(PHONE_TYPES).optional(),
  address: z.strictObject({ country: text, region: text }).optional(),
})

const personalInfo = z.strictObject({
  firstname: text,
  lastname: text,
  age: z.strictObject({ age: integer, year: integer, month: integer, day: integer }).optional(),
  gender: z.enum(['MALE', 'FEMALE', 'OTHER']).optional(),
  contacts: z.array(contact).optional(),
  company: text,
  language: text,
})

const AUTH_METHODS = [
  'face',
  'fpt',
  'geo',
  'hwk',
  'iris',
  'kba',
  'mca',
  'mfa',
  'otp',
  'pin',
  'pwd',
  'rba',
  'retina',
  'sc',
  'sms',
  'swk',
  'tel',
  'user',
  'vbm',
  'wia',
] as const

/** In LivePerson's JSON schema of both kinds, though in no example of the Connector API. */
const auth = z.strictObject({ amr: z.array(z.enum(AUTH_METHODS)).optional(), iss: text }).optional()

/** Engagement attributes, strictly: the Connector API takes these two kinds only. */
export const sdeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ctmrinfo'), info: customerInfo, auth }),
  z.strictObject({ type: z.literal('personal'), personal: personalInfo, auth }),
])
