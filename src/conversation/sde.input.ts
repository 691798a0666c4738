import { Directive, Field, Float, InputType, Int } from 'type-graphql'
import { closedEnum } from '../closed-enum.ts'
import { GraphQLCurrency, GraphQLEmailAddress, GraphQLLocale } from '../scalars.ts'
import { PII } from '../privacy/pii.ts'

export const Gender = closedEnum('Gender', "A consumer's gender, as LivePerson lists it.", {
  MALE: 'Male.',
  FEMALE: 'Female.',
  OTHER: 'Other.',
})
export type Gender = keyof typeof Gender

export const PhoneType = closedEnum('PhoneType', 'The kind of a phone number.', {
  HOME: 'Home.',
  MOBILE: 'Mobile.',
  WORK: 'Work.',
  FAX: 'Fax.',
  MAIN: 'Main.',
  HOME_FAX: 'Fax at home.',
  WORK_FAX: 'Fax at work.',
  PAGER: 'Pager.',
  OTHER: 'Another kind.',
})
export type PhoneType = keyof typeof PhoneType

@InputType({ description: 'A day of the Gregorian calendar. It must exist.' })
export class DateInput {
  @Field(() => Int, { description: 'Day of the month, 1 to 31.' })
  day!: number

  @Field(() => Int, { description: 'Month, 1 to 12.' })
  month!: number

  @Field(() => Int, { description: 'Year, e.g. 2026.' })
  year!: number
}

@Directive(PII)
@InputType({
  description:
    'LivePerson\'s "Customer Info" (ctmrinfo). Send the full set each time: what is left out is forgotten.',
})
export class CustomerInfoInput {
  @Field(() => String, {
    nullable: true,
    description: 'Type or tier, from a list of your own, e.g. "vip".',
  })
  ctype?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Status, from a list of your own, e.g. "migrated".',
  })
  cstatus?: string | null

  @Field(() => Float, { nullable: true, description: 'Account balance; may be negative.' })
  balance?: number | null

  @Field(() => GraphQLCurrency, {
    nullable: true,
    description: 'Currency of the balance, e.g. USD.',
  })
  currency?: string | null

  @Field(() => String, {
    nullable: true,
    description: "Your system's id of the customer. See the advice CUSTOMER_ID_SENT.",
  })
  customerId?: string | null

  @Field(() => String, { nullable: true, description: 'Id on a social network of your choice.' })
  socialId?: string | null

  @Field(() => String, { nullable: true, description: "The device's IMEI." })
  imei?: string | null

  @Field(() => String, { nullable: true, description: 'User name.' })
  userName?: string | null

  @Field(() => Int, { nullable: true, description: 'Number of people in the company.' })
  companySize?: number | null

  @Field(() => String, { nullable: true, description: 'Branch of the company.' })
  companyBranch?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the account.' })
  accountName?: string | null

  @Field(() => String, { nullable: true, description: 'Role, e.g. "broker".' })
  role?: string | null

  @Field(() => DateInput, { nullable: true, description: 'Day of the last payment.' })
  lastPaymentDate?: DateInput | null

  @Field(() => DateInput, { nullable: true, description: 'Day of registration.' })
  registrationDate?: DateInput | null

  @Field(() => Int, { nullable: true, description: 'Login status, a number of your own.' })
  loginStatus?: number | null

  @Field(() => String, { nullable: true, description: 'Zip code of the store.' })
  storeZipCode?: string | null

  @Field(() => String, { nullable: true, description: 'Number of the store.' })
  storeNumber?: string | null
}

@Directive(PII)
@InputType({ description: 'Age, or the day of birth that it is computed from.' })
export class AgeInput {
  @Field(() => Int, { nullable: true, description: 'Age in years.' })
  age?: number | null

  @Field(() => Int, { nullable: true, description: 'Year of birth.' })
  year?: number | null

  @Field(() => Int, { nullable: true, description: 'Month of birth, 1 to 12.' })
  month?: number | null

  @Field(() => Int, { nullable: true, description: 'Day of birth, 1 to 31.' })
  day?: number | null
}

@Directive(PII)
@InputType({ description: 'Where somebody lives.' })
export class AddressInput {
  @Field(() => String, { nullable: true, description: 'Country.' })
  country?: string | null

  @Field(() => String, { nullable: true, description: 'Region within the country.' })
  region?: string | null
}

@Directive(PII)
@InputType({ description: 'A way to reach the consumer.' })
export class ContactInput {
  @Field(() => GraphQLEmailAddress, { nullable: true, description: 'Email address.' })
  email?: string | null

  @Field(() => String, { nullable: true, description: 'Phone number.' })
  phone?: string | null

  @Field(() => PhoneType, { nullable: true, description: 'Kind of the phone number.' })
  phoneType?: PhoneType | null

  @Field(() => AddressInput, { nullable: true, description: 'Address.' })
  address?: AddressInput | null
}

@Directive(PII)
@InputType({
  description:
    'LivePerson\'s "Personal Info" (personal). Send the full set each time: what is left out is forgotten.',
})
export class PersonalInfoInput {
  @Field(() => String, {
    nullable: true,
    description: 'First name; with the last name it is what the agent sees.',
  })
  firstName?: string | null

  @Field(() => String, { nullable: true, description: 'Last name.' })
  lastName?: string | null

  @Field(() => AgeInput, { nullable: true, description: 'Age or day of birth.' })
  age?: AgeInput | null

  @Field(() => Gender, { nullable: true, description: 'Gender.' })
  gender?: Gender | null

  @Field(() => [ContactInput], { nullable: true, description: 'Ways to reach the consumer.' })
  contacts?: ContactInput[] | null

  @Field(() => String, { nullable: true, description: 'Company.' })
  company?: string | null

  @Field(() => GraphQLLocale, {
    nullable: true,
    description: 'Language, as an IETF tag, e.g. fr-CA.',
  })
  language?: string | null
}

@Directive('@oneOf')
@InputType({ description: 'An engagement attribute ("SDE"): exactly one of its kinds.' })
export class SdeInput {
  @Field(() => CustomerInfoInput, {
    nullable: true,
    description: 'What the brand knows of the customer.',
  })
  customerInfo?: CustomerInfoInput

  @Field(() => PersonalInfoInput, { nullable: true, description: 'Who the consumer is.' })
  personalInfo?: PersonalInfoInput
}
