import { Directive, Field, ID, InputType } from 'type-graphql'
import { GraphQLEmailAddress, GraphQLUrlText } from '../scalars.ts'
import { PII } from '../privacy/pii.ts'

@Directive(PII)
@InputType({ description: 'How to reach the consumer by push notification.' })
export class PushNotificationInput {
  @Field(() => String, { description: 'The push service.' })
  serviceName!: string

  @Field(() => String, {
    description: 'The name of the certificate that the service knows the app by.',
  })
  certName!: string

  @Field(() => String, { description: "The device's token." })
  token!: string
}

@Directive(PII)
@InputType({ description: 'What only the brand and LivePerson see.' })
export class PrivateDataInput {
  @Field(() => String, { nullable: true, description: 'Mobile phone number.' })
  mobileNumber?: string | null

  @Field(() => GraphQLEmailAddress, { nullable: true, description: 'Email address.' })
  mail?: string | null

  @Field(() => PushNotificationInput, { nullable: true, description: 'Push notification.' })
  pushNotification?: PushNotificationInput | null
}

@Directive(PII)
@InputType({
  description: "The consumer's flat profile. Agents see the attributes of `sdes`; prefer those.",
})
export class UserProfileInput {
  @Field(() => String, { nullable: true, description: 'First name.' })
  firstName?: string | null

  @Field(() => String, { nullable: true, description: 'Last name.' })
  lastName?: string | null

  @Field(() => ID, { nullable: true, description: "The brand's id of the user." })
  userId?: string | null

  @Field(() => GraphQLUrlText, { nullable: true, description: "URL of the consumer's picture." })
  avatarUrl?: string | null

  @Field(() => String, { nullable: true, description: 'Role.' })
  role?: string | null

  @Field(() => GraphQLUrlText, { nullable: true, description: 'URL of a background picture.' })
  backgroundImageUri?: string | null

  @Field(() => String, { nullable: true, description: 'A few words on the consumer.' })
  description?: string | null

  @Field(() => PrivateDataInput, {
    nullable: true,
    description: 'What only the brand and LivePerson see.',
  })
  privateData?: PrivateDataInput | null
}
