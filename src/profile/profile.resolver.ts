import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Accounts } from '../accounts.ts'
import type { Connector } from '../connector/connector.ts'
import type { Context } from '../context.ts'
import { adviseOnSdes } from '../conversation/advice.ts'
import { toProfileSet } from '../conversation/request-outcome.ts'
import { toRequestPayload, toUnsentPayload } from '../message/message-payload.mapper.ts'
import { sendFor } from '../message/send-request.ts'
import { invalidInput } from '../problem.mapper.ts'
import { toProfileOrder } from './profile-order.ts'
import { UpdateUserProfileInput } from './update-user-profile.input.ts'
import { UpdateUserProfilePayload } from './update-user-profile.payload.ts'

@Resolver()
export class ProfileResolver {
  readonly #accounts: Accounts
  readonly #connector: Connector

  constructor(accounts: Accounts, connector: Connector) {
    this.#accounts = accounts
    this.#connector = connector
  }

  @Mutation(() => UpdateUserProfilePayload, {
    description:
      'Tells LivePerson anew who a consumer is: the full set, for what is left out is forgotten. What goes wrong there is data in the payload, not an error.',
  })
  async updateUserProfile(
    @Arg('input', () => UpdateUserProfileInput, { description: 'Who the consumer is.' })
    input: UpdateUserProfileInput,
    @Ctx() { viewer, correlationId, deadline }: Context,
  ): Promise<UpdateUserProfilePayload> {
    const advice = adviseOnSdes(input.sdes ?? [])
    const order = toProfileOrder(input, viewer, this.#accounts)
    if (order.kind === 'invalid') {
      const problem = invalidInput(order.fields)
      return { ...toUnsentPayload('userprofile.SetUserProfile', problem, correlationId), advice }
    }
    const sending = { request: order.request, read: toProfileSet }
    const outcome = await sendFor(this.#connector, order.subject, sending, deadline)
    return { ...toRequestPayload('userprofile.SetUserProfile', outcome, correlationId), advice }
  }
}
