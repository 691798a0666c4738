import { z } from 'zod'
import { ENDPOINT_NAMES, type EndpointName } from './call.ts'

export const MANGLINGS = [
  'reverse',
  'duplicateFirst',
  'duplicateConflicting',
  'dropFirst',
  'dropLast',
  'empty',
  'numericIds',
  'commaIds',
  'missingIds',
  'foreignIds',
  'sameIds',
  'extraItem',
  'nullItems',
  'bareObject',
  'numericCodes',
  'stringNumericCodes',
  'withoutConversationId',
] as const
/** What is done to the real answer of CONVERSATION. */
export type Mangling = (typeof MANGLINGS)[number]

const kind = <Kind extends string>(name: Kind) => ({ kind: z.literal(name) })

const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...kind('reply'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    /** A string is sent as it is, anything else as JSON. */
    body: z.unknown(),
  }),
  z.strictObject({ ...kind('throttle'), retryAfter: z.number().nonnegative().optional() }),
  z.strictObject(kind('hang')),
  z.strictObject(kind('reset')),
  z.strictObject(kind('close')),
  z.strictObject(kind('truncate')),
  z.strictObject({ ...kind('slow'), delayMs: z.int().nonnegative() }),
  z.strictObject(kind('garbage')),
  z.strictObject({ ...kind('mangle'), how: z.enum(MANGLINGS) }),
  z.strictObject({
    ...kind('refuseItem'),
    type: z.enum([
      'userprofile.SetUserProfile',
      'cm.ConsumerRequestConversation',
      'ms.PublishEvent',
    ]),
    code: z.string().min(1),
    message: z.string(),
  }),
  z.strictObject(kind('invalidAppJwt')),
  z.strictObject(kind('invalidConsumerJws')),
])
/** What goes wrong, by `kind`. */
export type FaultEffect = z.output<typeof effectSchema>

const faultSchema = z
  .strictObject({
    endpoint: z.enum(ENDPOINT_NAMES),
    accountId: z.string().min(1).optional(),
    count: z.union([z.int().positive(), z.literal('always')]).default(1),
    phase: z.enum(['before', 'after']).default('before'),
    fault: effectSchema,
  })
  .refine(
    ({ endpoint, fault }) =>
      endpoint === 'conversation' || (fault.kind !== 'mangle' && fault.kind !== 'refuseItem'),
    { path: ['fault', 'kind'], error: 'mangle and refuseItem need the endpoint "conversation"' },
  )

/** `phase` says whether the call has its effect first. `mangle` and `refuseItem` always let it. */
export type Fault = z.input<typeof faultSchema>
export type PendingFault = z.output<typeof faultSchema>

/** @throws when the value is no fault, naming every field that is wrong */
export function parseFault(value: unknown): PendingFault {
  const parsed = faultSchema.safeParse(value)
  if (!parsed.success) throw new TypeError(`not a fault: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** Faults in the order they were added; a call gets the first that fits it, and only that. */
export class Faults {
  readonly #pending: PendingFault[] = []

  add(fault: PendingFault): void {
    this.#pending.push({ ...fault })
  }

  claim(endpoint: EndpointName, accountId: string): PendingFault | undefined {
    const index = this.#pending.findIndex(
      (fault) =>
        fault.endpoint === endpoint &&
        (fault.accountId === undefined || fault.accountId === accountId),
    )
    const fault = this.#pending[index]
    if (fault === undefined || fault.count === 'always') return fault
    if (fault.count === 1) this.#pending.splice(index, 1)
    else fault.count -= 1
    return fault
  }

  list(): readonly PendingFault[] {
    return structuredClone(this.#pending)
  }

  clear(): void {
    this.#pending.length = 0
  }
}
