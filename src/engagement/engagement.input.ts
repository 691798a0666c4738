import { Directive, Field, ID, InputType } from 'type-graphql'
import { SdeInput } from '../conversation/sde.input.ts'
import { PII } from '../privacy/pii.ts'

@InputType({
  description:
    'Who to find a campaign for. Everything is optional; the more LivePerson is told, the better its campaigns can fit.',
})
export class EngagementInput {
  @Field(() => ID, {
    nullable: true,
    description:
      'LivePerson site id. May be left out where the gateway serves one account, and inside createConversation.',
  })
  accountId?: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      "The app that asks, as it is installed at LivePerson. Left out, it is the gateway's own app.",
  })
  appInstallationId?: string | null

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      'Your own stable id of the consumer. Only callers allowed to act for consumers may set it.',
  })
  consumerId?: string | null

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      "LivePerson's id of the consumer's device, from an earlier answer. Keep it and send it each time: LivePerson limits callers that open new sessions.",
  })
  visitorId?: string | null

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      "LivePerson's id of the device's monitored session, from an earlier answer. Send it with visitorId; without both, a new session begins.",
  })
  sessionId?: string | null

  @Field(() => [String], {
    nullable: true,
    description:
      'Where the consumer is, as campaigns name such places, e.g. "https://example.com/cart", "sec://checkout", "tel://5551234" or "lang://en-US".',
  })
  entryPoints?: string[] | null

  @Field(() => [SdeInput], {
    nullable: true,
    description: 'What is known of the consumer, for campaigns that are meant for some of them.',
  })
  sdes?: SdeInput[] | null
}
