import type { StoreMetrics } from '../metrics/store-metrics.ts'
import type {
  AcceptedNotification,
  ConversationLogs,
  ConversationRegistry,
  IdempotencyRecords,
  Inbox,
  Reservation,
  Sightings,
  Store,
} from '../store/store.ts'
import { verdictOf } from './key-verdict.ts'

type Measure = <T>(operation: string, call: () => Promise<T>) => Promise<T>

/** Any store, with each call measured. Waits and watches are not: how long they take says nothing. */
export class ObservedStore implements Store {
  readonly idempotency: IdempotencyRecords
  readonly conversations: ConversationRegistry
  readonly logs: ConversationLogs
  readonly inbox: Inbox
  readonly sightings: Sightings
  readonly #store: Store

  constructor(store: Store, metrics: StoreMetrics) {
    const measure: Measure = (operation, call) => {
      const startedAt = performance.now()
      return call().then(
        (value) => {
          metrics.called(operation, secondsSince(startedAt))
          return value
        },
        (error: unknown) => {
          metrics.called(operation, secondsSince(startedAt))
          metrics.failed(operation)
          throw error
        },
      )
    }
    this.#store = store
    this.idempotency = observeRecords(store.idempotency, measure, metrics)
    this.conversations = observeConversations(store.conversations, measure)
    this.logs = observeLogs(store.logs, measure)
    this.inbox = observeInbox(store.inbox, measure, metrics)
    this.sightings = observeSightings(store.sightings, measure)
  }

  ping(): Promise<void> {
    return this.#store.ping()
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#store[Symbol.asyncDispose]()
  }
}

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000

function observeRecords(
  records: IdempotencyRecords,
  measure: Measure,
  metrics: StoreMetrics,
): IdempotencyRecords {
  const judge = (reservation: Reservation, fingerprint: string): void => {
    const verdict =
      reservation.kind === 'reserved' ? 'ran' : verdictOf(reservation.record, fingerprint)
    if (verdict !== undefined) metrics.judged(verdict)
  }
  return {
    reserve: async (key, fingerprint, leaseMs, departure) => {
      try {
        const reserve = () => records.reserve(key, fingerprint, leaseMs, departure)
        const reservation = await measure('idempotency.reserve', reserve)
        judge(reservation, fingerprint)
        return reservation
      } catch (error) {
        metrics.judged('store-unavailable')
        throw error
      }
    },
    waitUntilSettled: async (key, signal) => {
      try {
        const record = await records.waitUntilSettled(key, signal)
        // only who has the same input waits
        if (record) judge({ kind: 'taken', record }, record.fingerprint)
        return record
      } catch (error) {
        metrics.judged('in-progress')
        throw error
      }
    },
    markSent: (key, attempt, trace) =>
      measure('idempotency.markSent', () => records.markSent(key, attempt, trace)),
    settle: (key, attempt, state, answer) =>
      measure('idempotency.settle', () => records.settle(key, attempt, state, answer)),
    learn: (...args) => measure('idempotency.learn', () => records.learn(...args)),
    unansweredOf: (consumer) =>
      measure('idempotency.unansweredOf', () => records.unansweredOf(consumer)),
    release: (...args) => measure('idempotency.release', () => records.release(...args)),
  }
}

function observeConversations(
  conversations: ConversationRegistry,
  measure: Measure,
): ConversationRegistry {
  return {
    put: (conversation) => measure('conversations.put', () => conversations.put(conversation)),
    add: (conversation) => measure('conversations.add', () => conversations.add(conversation)),
    update: (...args) => measure('conversations.update', () => conversations.update(...args)),
    getMany: (ids) => measure('conversations.getMany', () => conversations.getMany(ids)),
    findOpen: (...args) => measure('conversations.findOpen', () => conversations.findOpen(...args)),
  }
}

function observeLogs(logs: ConversationLogs, measure: Measure): ConversationLogs {
  return {
    extend: (id, retentionMs, decide) =>
      measure('logs.extend', () => logs.extend(id, retentionMs, decide)),
    read: (...args) => measure('logs.read', () => logs.read(...args)),
    end: (id) => measure('logs.end', () => logs.end(id)),
    watch: (id, onExtended) => logs.watch(id, onExtended),
  }
}

function observeInbox(inbox: Inbox, measure: Measure, metrics: StoreMetrics): Inbox {
  const tellAge = ({ receivedAt }: AcceptedNotification): void =>
    metrics.reclaimed(Math.max(0, Date.now() - receivedAt) / 1000)
  return {
    accept: (...args) => measure('inbox.accept', () => inbox.accept(...args)),
    findAbandoned: () => measure('inbox.findAbandoned', () => inbox.findAbandoned()),
    claimAbandoned: async (...args) => {
      const claim = () => inbox.claimAbandoned(...args)
      const abandoned = await measure('inbox.claimAbandoned', claim)
      for (const notification of abandoned) tellAge(notification)
      return abandoned
    },
    finish: (notification) => measure('inbox.finish', () => inbox.finish(notification)),
    setAside: (notification) => measure('inbox.setAside', () => inbox.setAside(notification)),
    listSetAside: (...args) => measure('inbox.listSetAside', () => inbox.listSetAside(...args)),
  }
}

function observeSightings(sightings: Sightings, measure: Measure): Sightings {
  return {
    add: (...args) => measure('sightings.add', () => sightings.add(...args)),
    of: (consumer) => measure('sightings.of', () => sightings.of(consumer)),
  }
}
