import { randomUUID } from 'node:crypto'
import type { JsonObject } from './json.ts'
import type { Consumer } from './tokens.ts'

export type Openness = 'OPEN' | 'CLOSE'

/** Who can end a conversation here; LivePerson's own system can, too. */
export type Closer = 'CONSUMER' | 'AGENT'

export interface Participant {
  readonly id: string
  readonly role: 'CONSUMER' | 'ASSIGNED_AGENT'
}

export interface EmulatedMessage {
  /** Starts at 0 in each dialog; receipts take a number too. */
  readonly sequence: number
  readonly event: JsonObject
  readonly serverTimestamp: number
  readonly originator: Participant
  readonly metadata?: readonly JsonObject[]
}

export interface EmulatedDialog {
  /** The MAIN dialog bears the id of its conversation. */
  readonly dialogId: string
  readonly dialogType: 'MAIN' | 'POST_SURVEY'
  readonly state: Openness
  readonly creationTs: number
  readonly endTs?: number
  readonly closedBy?: Closer
  readonly metaDataLastUpdateTs: number
  readonly messages: readonly EmulatedMessage[]
}

/** How long the consumer should wait at most; `value` in seconds. */
export interface Ttr {
  readonly ttrType: string
  readonly value: number
}

/** A conversation that really exists, whatever its creator was told. */
export interface EmulatedConversation extends Consumer {
  readonly conversationId: string
  /** Of the MAIN dialog. */
  readonly state: Openness
  /** Of the whole conversation. */
  readonly stage: Openness
  readonly startTs: number
  readonly endTs?: number
  readonly closeReason?: Closer
  /** Grows with every change but messages. */
  readonly metaDataLastUpdateTs: number
  readonly skillId: string
  readonly participants: readonly Participant[]
  readonly ttr: Ttr
  readonly csat?: JsonObject
  /** The body of `cm.ConsumerRequestConversation`, as it came. */
  readonly request: JsonObject
  /** The consumer's profile as it is now: every SetUserProfile replaces it. */
  readonly profile: JsonObject
  readonly dialogs: readonly EmulatedDialog[]
}

/** Something said, by the consumer unless another originator is named. */
export interface Publication {
  /** Default: the dialog that is open. */
  readonly dialogId?: string | undefined
  readonly event: JsonObject
  readonly metadata?: readonly JsonObject[] | undefined
  readonly originator?: Participant
}

/** Something that was said. Chat states have neither number nor time, and are not kept. */
export type PublishedEvent = Omit<EmulatedMessage, 'sequence' | 'serverTimestamp'> & {
  readonly dialogId: string
  readonly sequence?: number
  readonly serverTimestamp?: number
}

/** Why something cannot be done: what it is about is closed, or is not there or cannot take it. */
export type Refusal = 'closed' | 'invalid'

type StoredDialog = {
  -readonly [Key in keyof EmulatedDialog]: EmulatedDialog[Key]
} & { readonly messages: EmulatedMessage[] }

/** What LivePerson's samples show. The value of URGENT is our guess. */
const TTRS: Readonly<Record<string, Ttr>> = {
  NORMAL: { ttrType: 'NORMAL', value: 3600 },
  PRIORITIZED: { ttrType: 'PRIORITIZED', value: 600 },
  URGENT: { ttrType: 'URGENT', value: 300 },
}
const DEFAULT_TTR: Ttr = { ttrType: 'PRIORITIZED', value: 600 }
const ANY_SKILL = '-1'

/** One conversation with its dialogs. Nothing here waits. */
export class Conversation {
  readonly conversationId = randomUUID()
  readonly consumer: Consumer
  readonly #request: JsonObject
  readonly #now: () => number
  readonly #startTs: number
  readonly #dialogs: StoredDialog[]
  #lastUpdateTs: number
  #skillId: string
  #assignedAgentId: string | undefined
  #ttr: Ttr
  #csat: JsonObject | undefined
  #end: { readonly endTs: number; readonly closeReason: Closer } | undefined

  constructor(consumer: Consumer, request: JsonObject, now: () => number) {
    this.consumer = consumer
    this.#request = request
    this.#now = now
    this.#startTs = now()
    this.#lastUpdateTs = this.#startTs
    this.#dialogs = [createDialog(this.conversationId, 'MAIN', this.#startTs)]
    const { skillId, ttrDefName } = request
    const isId = typeof skillId === 'string' || typeof skillId === 'number'
    this.#skillId = isId ? String(skillId) : ANY_SKILL
    this.#ttr = (typeof ttrDefName === 'string' ? TTRS[ttrDefName] : undefined) ?? DEFAULT_TTR
  }

  get isOpen(): boolean {
    return this.#end === undefined
  }

  get isMainDialogOpen(): boolean {
    return this.#dialogs[0]?.state === 'OPEN'
  }

  publish({ dialogId, event, metadata, originator }: Publication): PublishedEvent | Refusal {
    if (!this.isOpen) return 'closed'
    const dialog = this.#dialogs.find((each) =>
      dialogId === undefined ? each.state === 'OPEN' : each.dialogId === dialogId,
    )
    if (dialog === undefined) return 'invalid'
    if (dialog.state === 'CLOSE') return 'closed'
    const said = {
      event,
      originator: originator ?? { id: this.consumer.lpConsumerId, role: 'CONSUMER' },
      ...(metadata !== undefined && { metadata }),
    }
    if (event['type'] === 'ChatStateEvent') {
      return dialog.dialogType === 'MAIN' ? { ...said, dialogId: dialog.dialogId } : 'invalid'
    }
    const sequence = dialog.messages.length
    const message = { ...said, sequence, serverTimestamp: this.#now() }
    dialog.messages.push(message)
    return { ...message, dialogId: dialog.dialogId }
  }

  /** Whether the agent was not assigned before. */
  join(agentId: string): boolean {
    if (this.#assignedAgentId === agentId) return false
    this.#assignedAgentId = agentId
    this.#touch()
    return true
  }

  /** To another skill: nobody is assigned until an agent of it joins. */
  transfer(skillId: string): void {
    this.#skillId = skillId
    this.#assignedAgentId = undefined
    this.#touch()
  }

  setTtr(ttrType: string, value = TTRS[ttrType]?.value ?? DEFAULT_TTR.value): void {
    this.#ttr = { ttrType, value }
    this.#touch()
  }

  setCsat(csat: JsonObject): void {
    this.#csat = csat
    this.#touch()
  }

  /** With every dialog; whether it was open until now. */
  end(by: Closer): boolean {
    if (!this.isOpen) return false
    const endTs = this.#touch()
    for (const dialog of this.#dialogs) {
      if (dialog.state === 'OPEN') closeDialog(dialog, by, endTs)
    }
    this.#end = { endTs, closeReason: by }
    return true
  }

  /** The end of the MAIN dialog is the end of the conversation, unless a survey follows. */
  endDialog(dialogId: string, by: Closer, withSurvey: boolean): Refusal | undefined {
    const dialog = this.#dialogs.find((each) => each.dialogId === dialogId)
    if (!this.isOpen || dialog?.state === 'CLOSE') return 'closed'
    if (dialog === undefined) return 'invalid'
    if (dialog.dialogType === 'POST_SURVEY' || !withSurvey) {
      this.end(by)
      return undefined
    }
    const endTs = this.#touch()
    closeDialog(dialog, by, endTs)
    this.#dialogs.push(createDialog(randomUUID(), 'POST_SURVEY', endTs))
    return undefined
  }

  view(profile: JsonObject): EmulatedConversation {
    return {
      ...this.consumer,
      conversationId: this.conversationId,
      state: this.#dialogs[0]?.state ?? 'CLOSE',
      stage: this.isOpen ? 'OPEN' : 'CLOSE',
      startTs: this.#startTs,
      ...this.#end,
      metaDataLastUpdateTs: this.#lastUpdateTs,
      skillId: this.#skillId,
      participants: this.#participants(),
      ttr: this.#ttr,
      ...(this.#csat !== undefined && { csat: this.#csat }),
      request: this.#request,
      profile,
      dialogs: this.#dialogs.map((dialog) => ({ ...dialog, messages: dialog.messages.slice() })),
    }
  }

  #participants(): readonly Participant[] {
    const consumer: Participant = { id: this.consumer.lpConsumerId, role: 'CONSUMER' }
    return this.#assignedAgentId === undefined
      ? [consumer]
      : [consumer, { id: this.#assignedAgentId, role: 'ASSIGNED_AGENT' }]
  }

  /** Later than every change before it, even within one millisecond: receivers order by this. */
  #touch(): number {
    this.#lastUpdateTs = Math.max(this.#now(), this.#lastUpdateTs + 1)
    for (const dialog of this.#dialogs) {
      if (dialog.state === 'OPEN') dialog.metaDataLastUpdateTs = this.#lastUpdateTs
    }
    return this.#lastUpdateTs
  }
}

const createDialog = (
  dialogId: string,
  dialogType: EmulatedDialog['dialogType'],
  creationTs: number,
): StoredDialog => ({
  dialogId,
  dialogType,
  state: 'OPEN',
  creationTs,
  metaDataLastUpdateTs: creationTs,
  messages: [],
})

function closeDialog(dialog: StoredDialog, by: Closer, endTs: number): void {
  dialog.state = 'CLOSE'
  dialog.closedBy = by
  dialog.endTs = endTs
}
