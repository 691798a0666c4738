import { Directive, Field, ID, InputType } from 'type-graphql'
import { SdeInput } from '../conversation/sde.input.ts'
import { UserProfileInput } from '../conversation/user-profile.input.ts'
import { PII } from '../privacy/pii.ts'

@InputType({
  description:
    'Who a consumer is. LivePerson replaces what it had: attributes that are left out are forgotten.',
})
export class UpdateUserProfileInput {
  @Field(() => ID, {
    nullable: true,
    description: 'LivePerson site id. May be left out where the gateway serves one account.',
  })
  accountId?: string | null

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      'Your own stable id of the consumer. Only callers allowed to act for consumers may set it.',
  })
  consumerId?: string | null

  @Field(() => [SdeInput], {
    nullable: true,
    description: 'What the agent is to know of the consumer.',
  })
  sdes?: SdeInput[] | null

  @Field(() => UserProfileInput, { nullable: true, description: "The consumer's flat profile." })
  profile?: UserProfileInput | null
}
