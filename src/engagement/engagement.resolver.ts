import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import type { Accounts } from '../accounts.ts'
import type { Context } from '../context.ts'
import type { EngagementFinder } from './engagement-finder.ts'
import { toEngagementOrder } from './engagement-order.ts'
import { EngagementInput } from './engagement.input.ts'
import { toEngagementPayload, toInvalidEngagementPayload } from './engagement.mapper.ts'
import { EngagementPayload } from './engagement.type.ts'

@Resolver()
export class EngagementResolver {
  readonly #accounts: Accounts
  readonly #finder: EngagementFinder

  constructor(accounts: Accounts, finder: EngagementFinder) {
    this.#accounts = accounts
    this.#finder = finder
  }

  @Query(() => EngagementPayload, {
    description:
      "The Monitoring API's Engagement method: which campaign fits this consumer, and the ids a conversation needs. It opens or renews a monitored session at LivePerson. What goes wrong there is data in the payload, not an error.",
  })
  async engagement(
    @Arg('input', () => EngagementInput, { description: 'Who to find a campaign for.' })
    input: EngagementInput,
    @Ctx() { viewer, correlationId, deadline }: Context,
  ): Promise<EngagementPayload> {
    const request = toEngagementOrder(input, viewer, this.#accounts)
    if (request.kind === 'invalid') {
      return toInvalidEngagementPayload(request.fields, correlationId)
    }
    return toEngagementPayload(await this.#finder.find(request.order, deadline), correlationId)
  }
}
