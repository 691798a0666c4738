import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Accounts } from '../accounts.ts'
import { maySee } from '../auth/subject.ts'
import { ownerKeyOf } from '../auth/viewer.ts'
import type { Context } from '../context.ts'
import type { AccountId, ConsumerId, ConversationId, OwnerKey } from '../ids.ts'
import { andThen, type Eventual } from '../promises.ts'
import type { Standing } from './rate.ts'
import { overHttp, rateLimited, throttled } from './rate-limited.ts'
import type { Rates } from './rates.ts'
import { type ThrottledPayload, throttledPayloads } from './throttled-payloads.ts'

/** What calls LivePerson takes from a consumer's rate; what only reads takes one. */
const CALL_COST = 5
const READ_COST = 1

/** A request's context, when somebody wants to tell how the caller stands. */
export interface RatedContext extends Context {
  readonly standings?: Standing[]
}

export interface RatedFieldParts {
  readonly rates: Rates
  readonly accounts: Accounts
}

interface Args {
  readonly input?: {
    readonly accountId?: string | null
    readonly consumerId?: string | null
    readonly conversationId?: string | null
  } | null
  readonly id?: string | null
  readonly conversationId?: string | null
}

type Resolve = GraphQLFieldResolver<unknown, RatedContext, Args>

/**
 * Counts every root field before it runs, whichever way the operation came. What is over a limit
 * does nothing: a payload says so where there is one, an error elsewhere.
 */
export function limitRootFields(schema: GraphQLSchema, parts: RatedFieldParts): void {
  if (parts.rates.isOff) return
  for (const field of fieldsOf(schema.getMutationType())) {
    field.resolve = limited(field, payloadOf(field.name), parts)
  }
  for (const field of fieldsOf(schema.getQueryType())) {
    // a router asks for it, and it says what is public
    if (field.name === '_service') continue
    field.resolve = limited(field, throttledPayloads[field.name], parts)
  }
  for (const field of fieldsOf(schema.getSubscriptionType())) {
    const { subscribe } = field
    if (!subscribe) continue
    field.subscribe = async (source, args: Args, context: RatedContext, info) => {
      const over = await countRead(args, context, parts)
      if (over) throw rateLimited(over)
      return subscribe(source, args, context, info)
    }
  }
}

type RootField = GraphQLField<unknown, RatedContext, Args>

function fieldsOf(type: GraphQLObjectType | null | undefined): readonly RootField[] {
  return Object.values(type?.getFields() ?? {})
}

function payloadOf(name: string): ThrottledPayload {
  const payload = throttledPayloads[name]
  if (payload === undefined) throw new TypeError(`expected a throttled payload of ${name}`)
  return payload
}

function limited(
  { resolve = defaultFieldResolver }: RootField,
  payload: ThrottledPayload | undefined,
  parts: RatedFieldParts,
): Resolve {
  if (payload === undefined) {
    return (source, args, context, info) =>
      andThen(countRead(args, context, parts), (over) => {
        if (over) throw overHttp(rateLimited(over))
        return resolve(source, args, context, info)
      })
  }
  return (source, args, context, info) =>
    andThen(countCall(args, context, parts), (over) =>
      over
        ? payload(args.input as never, throttled(over), context.correlationId)
        : resolve(source, args, context, info),
    )
}

interface Consumer {
  /** Undefined when no such account is known. */
  readonly accountId: AccountId | undefined
  readonly owner: OwnerKey
}

/** The standing of whoever is over a limit. */
type Over = Eventual<Standing | undefined>

function countRead(args: Args, context: RatedContext, parts: RatedFieldParts): Over {
  return andThen(consumerOf(args, context, parts), (consumer) =>
    overOf(parts.rates.countConsumer(consumer.owner, READ_COST), context),
  )
}

/** Who is over their own rate takes nothing from the account's. */
function countCall(args: Args, context: RatedContext, parts: RatedFieldParts): Over {
  const { rates } = parts
  return andThen(consumerOf(args, context, parts), (consumer) =>
    andThen(overOf(rates.countConsumer(consumer.owner, CALL_COST), context), (over) =>
      over || consumer.accountId === undefined
        ? over
        : overOf(rates.countAccount(consumer.accountId), context),
    ),
  )
}

function overOf(counted: Over, { standings }: RatedContext): Over {
  return andThen(counted, (standing) => {
    if (!standing) return undefined
    standings?.push(standing)
    return standing.isOver ? standing : undefined
  })
}

/**
 * For whom the caller acts: the consumer it names, the one of the conversation it names, or itself.
 * Whether it may is decided later; here a name that it may not use is not followed.
 */
function consumerOf(
  args: Args,
  context: RatedContext,
  { accounts }: RatedFieldParts,
): Eventual<Consumer> {
  const conversationId = args.input?.conversationId ?? args.conversationId ?? args.id
  const itself = (): Consumer => namedOrItself(args, context, accounts)
  return typeof conversationId === 'string'
    ? consumerIn(conversationId as ConversationId, context).then((found) => found ?? itself())
    : itself()
}

async function consumerIn(
  id: ConversationId,
  { viewer, loaders }: RatedContext,
): Promise<Consumer | undefined> {
  // whoever needs the record finds the same failure, and tells it
  const record = await loaders.conversation.load(id).catch(() => undefined)
  return record && maySee(viewer, record) ? record : undefined
}

function namedOrItself(args: Args, { viewer }: RatedContext, accounts: Accounts): Consumer {
  const choice = accounts.choose(args.input?.accountId)
  const accountId = choice.ok ? choice.account.accountId : undefined
  const named = args.input?.consumerId as ConsumerId | null | undefined
  const mayName = viewer.kind === 'identified' && viewer.mayActForConsumers
  const consumerId = (mayName ? named : undefined) ?? viewer.consumerId
  return { accountId, owner: ownerKeyOf(viewer, accountId ?? ('' as AccountId), consumerId) }
}
