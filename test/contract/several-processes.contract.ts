import { describe, expect, it } from '@jest/globals'
import type { ConsumerKey } from '../../src/ids.ts'
import { openStore, type StoreConfig } from '../../src/store/open-store.ts'
import { startProcess, startProcesses } from './other-process.ts'
import { Watch } from './conversation-logs.contract.ts'
import { notification } from './inbox.contract.ts'
import {
  brand,
  conversation,
  ids,
  leaseMs,
  reserved,
  retention,
  settledRecord,
} from './store-fixtures.ts'

/** @param configure tells of a new and empty place that several processes can open */
export function describeSeveralProcesses(configure: () => Promise<StorePlace>): void {
  describe('between processes', () => {
    it('gives each key to one of those that open the store at the same moment', async () => {
      await using place = await configure()
      await using processes = await startProcesses(place.config, 3)

      const wins = await Promise.all(processes.all.map(({ ask }) => ask('reserve-all')))

      const won = wins.flatMap((line) => line.split(' ').filter(Boolean)).toSorted()
      expect(won).toEqual(Array.from({ length: 300 }, (_, n) => `key-${n}`).toSorted())
    })

    it('reads as unknown what a killed process had sent', async () => {
      await using place = await configure()
      await using store = await openStore(place.config, retention)
      await using leader = startProcess(place.config)
      await leader.ready
      expect(await leader.ask('send')).toBe('true')
      const waiting = settledRecord(store, 'sent-by-child')

      await leader.kill()

      expect(await waiting).toEqual({ state: 'unknown', fingerprint: 'input' })
    })

    it('extends a log by what each of them adds, and tells who watches it elsewhere', async () => {
      await using place = await configure()
      await using store = await openStore(place.config, retention)
      using watch = new Watch(store)
      await using processes = await startProcesses(place.config, 3)

      await Promise.all([...processes.all.map(({ ask }) => ask('extend')), watch.untilEnd(300)])

      const entries = await store.logs.read(conversation('c1').id, 0, 1_000)
      const counted = Array.from({ length: 300 }, (_, n) => ({
        position: n + 1,
        text: String(n + 1),
      }))
      expect(entries).toEqual(counted)
    })

    it('loses no update of a conversation', async () => {
      await using place = await configure()
      await using store = await openStore(place.config, retention)
      await store.conversations.put({ ...conversation('c1'), changedAt: 0 })
      await using processes = await startProcesses(place.config, 3)

      await Promise.all(processes.all.map(({ ask }) => ask('update')))

      const [found] = await store.conversations.getMany(ids('c1'))
      expect(found?.changedAt).toBe(300)
    })

    it('gives each abandoned notification to one of them, also of a process that is gone', async () => {
      await using place = await configure()
      const bodies = Array.from({ length: 60 }, (_, n) => `body-${n}`)
      {
        await using gone = await openStore(place.config, retention)
        for (const body of bodies) await gone.inbox.accept(notification(body), 0)
      }
      await using processes = await startProcesses(place.config, 3)

      const claims = await Promise.all(processes.all.map(({ ask }) => ask('claim')))

      const claimed = claims.flatMap((line) => line.split(' ').filter(Boolean))
      expect(claimed.toSorted()).toEqual(bodies.toSorted())
    })

    it('tells one of what another has learnt, sighted, set aside and left unanswered', async () => {
      await using place = await configure()
      await using here = await openStore(place.config, retention)
      await using there = await openStore(place.config, retention)
      const consumer = 'consumer-ada' as ConsumerKey
      const attempt = await reserved(here, 'key')
      await here.idempotency.markSent('key', attempt, { consumer, sentAt: 1 })
      const unanswered = await there.idempotency.unansweredOf(consumer)
      await here.idempotency.settle('key', attempt, 'unknown', 'who knows')
      const sighting = { startedAt: 1, changedAt: 2, stage: 'OPEN' } as const
      await here.sightings.add(consumer, { ...sighting, conversationId: conversation('c1').id })
      const accepted = await here.inbox.accept(notification('body'), leaseMs)
      await here.inbox.setAside(accepted)

      expect(await there.idempotency.learn('key', 'learnt')).toBe(true)

      expect(unanswered).toMatchObject([{ key: 'key', sentAt: 1 }])
      expect(await here.idempotency.unansweredOf(consumer)).toEqual([])
      expect(await settledRecord(here, 'key')).toMatchObject({ state: 'done', answer: 'learnt' })
      expect(await there.sightings.of(consumer)).toMatchObject([{ conversationId: 'c1' }])
      expect(await there.inbox.listSetAside(brand, 10)).toEqual([accepted])
    })
  })
}

export interface StorePlace extends AsyncDisposable {
  readonly config: StoreConfig
}
