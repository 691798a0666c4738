import type {
  AcceptStatusStored,
  ChangeStored,
  ChatState,
  ChatStateStored,
  Happening,
  MessageStored,
  StoredEvent,
  Withheld,
} from './stored-event.ts'

/** How long what came too early waits for what it follows. LivePerson's first retry comes after 2 s. */
export const GAP_WAIT_MS = 3_000
/** A chat state that is told again within this time is taken for the same one. */
const CHAT_STATE_REPEAT_MS = 5_000
/** What one dialog may keep waiting, one log may remember: enough for a bad hour, not for an attack. */
const MAX_HELD = 500
const MAX_MISSING = 100
const MAX_PARTICIPANTS = 50

/** What has a place in its dialog's sequence. */
type Sequenced = (MessageStored | AcceptStatusStored | Withheld) & { readonly sequence: number }

interface Held {
  readonly happening: Sequenced
  /** When it is told even though what it follows has not come. */
  readonly dueAt: number
}

/** Numbers from the first to the last. */
type Range = readonly [first: number, last: number]

interface Dialog {
  /** Every number below it has been told or is missing. */
  readonly next: number
  /** Announced as missing, and not come since. */
  readonly missing: readonly Range[]
  /** By number. */
  readonly held: readonly Held[]
}

interface Typist {
  readonly current: ChatState
  readonly toldAt: Readonly<Partial<Record<ChatState, number>>>
}

/** What must be known of the past to tell each event once and in order. */
export interface Past {
  readonly dialogs: Readonly<Record<string, Dialog>>
  readonly typists: Readonly<Record<string, Typist>>
  readonly change?: ChangeStored
}

export const nothingYet: Past = { dialogs: {}, typists: {} }

export interface Arranged {
  /** The same object when nothing was learned. */
  readonly past: Past
  /** To be told now, in this order. */
  readonly told: readonly StoredEvent[]
  /** When to look again, because some of these happenings wait; undefined when none does. */
  readonly waitUntil: number | undefined
}

/**
 * Decides what is told when. LivePerson may tell things twice, in any order, or never. What is
 * numbered is told by its number, and what is missing holds it up for {@link GAP_WAIT_MS} at most.
 * A change is the whole state, so an older one than the last has nothing to tell. A chat state has
 * neither number nor time: it is told when it is new.
 * @param now milliseconds since the epoch
 */
export function arrange(past: Past, happenings: readonly Happening[], now: number): Arranged {
  const told: StoredEvent[] = []
  let known = past
  for (const happening of happenings) known = take(known, happening, now, told)
  known = tellOverdue(known, now, told)
  return { past: known, told, waitUntil: earliestDue(known, happenings) }
}

function take(past: Past, happening: Happening, now: number, told: StoredEvent[]): Past {
  switch (happening.kind) {
    case 'change':
      return takeChange(past, happening, told)
    case 'chat-state':
      return takeChatState(past, happening, now, told)
    case 'message':
    case 'withheld':
      return takeSequenced(past, happening, now, told)
    case 'accept-status':
      if (isSequenced(happening)) return takeSequenced(past, happening, now, told)
      told.push(happening)
      return past
  }
}

const isSequenced = (status: AcceptStatusStored): status is AcceptStatusStored & Sequenced =>
  status.sequence !== undefined

function takeChange(past: Past, change: ChangeStored, told: StoredEvent[]): Past {
  const last = past.change
  if (last !== undefined) {
    const isTold = change.at === last.at && JSON.stringify(change) === JSON.stringify(last)
    if (change.at < last.at || isTold) return past
  }
  told.push(change)
  return { ...past, change }
}

function takeChatState(
  past: Past,
  happening: ChatStateStored,
  now: number,
  told: StoredEvent[],
): Past {
  const { dialogId, from, participantId, chatState } = happening
  const name = JSON.stringify([dialogId, participantId ?? from])
  const typist = past.typists[name]
  const lastTold = typist?.toldAt[chatState] ?? -Infinity
  if (typist?.current === chatState || now - lastTold < CHAT_STATE_REPEAT_MS) return past

  told.push(happening)
  const toldAt = { ...typist?.toldAt, [chatState]: now }
  const others = Object.entries(past.typists).filter(([other]) => other !== name)
  const typists = Object.fromEntries([
    ...others.slice(1 - MAX_PARTICIPANTS),
    [name, { current: chatState, toldAt }],
  ])
  return { ...past, typists }
}

const newDialog: Dialog = { next: 0, missing: [], held: [] }

/** Others choose the id: `constructor` is one that every object has something for. */
const dialogOf = ({ dialogs }: Past, id: string): Dialog =>
  (Object.hasOwn(dialogs, id) ? dialogs[id] : undefined) ?? newDialog

function takeSequenced(past: Past, happening: Sequenced, now: number, told: StoredEvent[]): Past {
  const { dialogId, sequence } = happening
  const dialog = dialogOf(past, dialogId)
  if (sequence < dialog.next) {
    if (!dialog.missing.some((range) => isIn(range, sequence))) return past
    tell(happening, told)
    return withDialog(past, dialogId, { ...dialog, missing: without(dialog.missing, sequence) })
  }
  if (sequence > dialog.next) {
    if (dialog.held.some((held) => held.happening.sequence === sequence)) return past
    const held = [...dialog.held, { happening, dueAt: now + GAP_WAIT_MS }].toSorted(
      (a, b) => a.happening.sequence - b.happening.sequence,
    )
    return withDialog(past, dialogId, { ...dialog, held })
  }
  tell(happening, told)
  return withDialog(past, dialogId, tellFollowing({ ...dialog, next: sequence + 1 }, told))
}

/** Tells what was held for the sake of what has just been told. */
function tellFollowing(dialog: Dialog, told: StoredEvent[]): Dialog {
  let { next } = dialog
  const held = dialog.held.filter(({ happening }) => {
    if (happening.sequence !== next) return true
    tell(happening, told)
    next += 1
    return false
  })
  return { ...dialog, next, held }
}

function tellOverdue(past: Past, now: number, told: StoredEvent[]): Past {
  let known = past
  for (const [dialogId, dialog] of Object.entries(past.dialogs)) {
    let current = dialog
    while (isOverdue(current, now)) current = tellPastGap(current, dialogId, told)
    if (current !== dialog) known = withDialog(known, dialogId, current)
  }
  return known
}

const isOverdue = ({ held }: Dialog, now: number): boolean =>
  held.length > MAX_HELD || held.some(({ dueAt }) => dueAt <= now)

/** Gives up waiting for what the first of the held ones follows. */
function tellPastGap(dialog: Dialog, dialogId: string, told: StoredEvent[]): Dialog {
  const [first] = dialog.held
  if (first === undefined) return dialog
  const gap: Range = [dialog.next, first.happening.sequence - 1]
  told.push({ kind: 'gap', dialogId, first: gap[0], last: gap[1] })
  const missing = [...dialog.missing, gap].slice(-MAX_MISSING)
  return tellFollowing({ ...dialog, next: first.happening.sequence, missing }, told)
}

function tell(happening: Sequenced, told: StoredEvent[]): void {
  if (happening.kind !== 'withheld') told.push(happening)
}

const withDialog = (past: Past, dialogId: string, dialog: Dialog): Past => ({
  ...past,
  dialogs: { ...past.dialogs, [dialogId]: dialog },
})

const isIn = ([first, last]: Range, sequence: number): boolean =>
  first <= sequence && sequence <= last

const without = (ranges: readonly Range[], sequence: number): readonly Range[] =>
  ranges.flatMap((range): readonly Range[] => {
    if (!isIn(range, sequence)) return [range]
    const parts: readonly Range[] = [
      [range[0], sequence - 1],
      [sequence + 1, range[1]],
    ]
    return parts.filter(([first, last]) => first <= last)
  })

function earliestDue(past: Past, happenings: readonly Happening[]): number | undefined {
  const due = happenings.flatMap((happening) => {
    if (!('dialogId' in happening) || !('sequence' in happening)) return []
    const held = dialogOf(past, happening.dialogId).held.find(
      (each) => each.happening.sequence === happening.sequence,
    )
    return held ? [held.dueAt] : []
  })
  return due.length === 0 ? undefined : Math.min(...due)
}
