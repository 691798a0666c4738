import { Field, Int, InterfaceType, ObjectType } from 'type-graphql'
import { closedEnum } from './closed-enum.ts'
import { Conversation } from './conversation/conversation.type.ts'

export const ProblemCode = closedEnum(
  'ProblemCode',
  'What kept something from succeeding. A code never changes its meaning; handle one you do not know like OUTCOME_UNKNOWN.',
  {
    INVALID_INPUT:
      'The input breaks a rule of the domain; nothing was sent. See InvalidInput.fields.',
    REQUEST_REJECTED: 'LivePerson answered, and refused the input.',
    CONVERSATION_ALREADY_OPEN: 'The consumer has an open conversation, and may have one at a time.',
    CONVERSATION_CLOSED: 'The conversation is closed; open a new one.',
    UPSTREAM_UNAUTHORIZED: 'LivePerson refused a token, or would not give the gateway one.',
    THROTTLED:
      'LivePerson, or the gateway itself, asks for fewer requests; wait retryAfterMs at least.',
    UPSTREAM_UNAVAILABLE: 'LivePerson could not be reached; the request certainly had no effect.',
    OUTCOME_UNKNOWN:
      'The request left and no usable answer came back: it may or may not have had its effect.',
    IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used with another input; nothing was sent.',
    IDEMPOTENCY_IN_PROGRESS:
      'An earlier call with this key is still running; ask again with the same key.',
    NOT_FOUND: 'There is no such thing, or the caller may not see it.',
  },
)
export type ProblemCode = keyof typeof ProblemCode

@InterfaceType({
  description: 'What kept something from succeeding, as far as a caller can act on it.',
})
export abstract class Problem {
  @Field(() => ProblemCode, { description: 'The kind of problem, for a program to switch on.' })
  code!: ProblemCode

  @Field(() => String, {
    description: 'For a developer to read; not for consumers, and not to be parsed.',
  })
  message!: string

  @Field(() => Boolean, { description: 'Whether sending the same thing again can help.' })
  retryable!: boolean

  @Field(() => Int, {
    nullable: true,
    description:
      'The least time to wait before that, in milliseconds; null where any time will do.',
  })
  retryAfterMs?: number
}

@ObjectType({ description: 'One field of the input that breaks a rule.' })
export class InvalidField {
  @Field(() => [String], {
    description:
      'Where it is, from the argument down, e.g. ["input", "sdes", "0", "customerInfo", "lastPaymentDate"].',
  })
  path!: string[]

  @Field(() => String, { description: 'What was expected.' })
  message!: string
}

@ObjectType({
  implements: Problem,
  description: 'The input breaks a rule of the domain. Nothing was sent.',
})
export class InvalidInput extends Problem {
  readonly __typename!: 'InvalidInput'

  @Field(() => [InvalidField], { description: 'Every field that breaks a rule.' })
  fields!: InvalidField[]
}

@ObjectType({
  implements: Problem,
  description: 'LivePerson refused the input: HTTP 400, or a code other than OK for one request.',
})
export class RequestRefused extends Problem {
  readonly __typename!: 'RequestRefused'

  @Field(() => String, { nullable: true, description: "LivePerson's code, e.g. BAD_REQUEST." })
  upstreamCode?: string
}

@ObjectType({
  implements: Problem,
  description: 'The consumer has an open conversation, and may have one at a time.',
})
export class ConversationAlreadyOpen extends Problem {
  readonly __typename!: 'ConversationAlreadyOpen'

  @Field(() => Conversation, {
    nullable: true,
    description: 'The open conversation, when it is known to the gateway.',
  })
  conversation?: Conversation
}

@ObjectType({
  implements: Problem,
  description: 'The conversation is closed, and takes nothing more. Open a new one.',
})
export class ConversationClosed extends Problem {
  readonly __typename!: 'ConversationClosed'
}

@ObjectType({
  implements: Problem,
  description: 'There is no such thing, or the caller may not see it. Nothing was sent.',
})
export class NotFound extends Problem {
  readonly __typename!: 'NotFound'
}

@ObjectType({
  implements: Problem,
  description: 'LivePerson refused a token, or would not give the gateway one.',
})
export class UpstreamUnauthorized extends Problem {
  readonly __typename!: 'UpstreamUnauthorized'

  @Field(() => Int, {
    nullable: true,
    description:
      "LivePerson's errorCode: 40001 brand id, 40102 or 40105 AppJWT, 40103 or 40104 ConsumerJWS.",
  })
  errorCode?: number
}

@ObjectType({
  implements: Problem,
  description: 'LivePerson, or the gateway itself, asks for fewer requests. Nothing was performed.',
})
export class Throttled extends Problem {
  readonly __typename!: 'Throttled'
}

@ObjectType({
  implements: Problem,
  description: 'LivePerson could not be reached. Nothing was performed.',
})
export class UpstreamUnavailable extends Problem {
  readonly __typename!: 'UpstreamUnavailable'
}

@ObjectType({
  implements: Problem,
  description:
    'The request left and no usable answer came back. Sending it again could do it twice.',
})
export class OutcomeUnknown extends Problem {
  readonly __typename!: 'OutcomeUnknown'
}

@ObjectType({
  implements: Problem,
  description:
    'The idempotency key belongs to another input, or to a call that is still running. This call sent nothing.',
})
export class IdempotencyConflict extends Problem {
  readonly __typename!: 'IdempotencyConflict'
}
