import { describe, expect, it } from '@jest/globals'
import type { ConsumerKey, ConversationId } from '../../src/ids.ts'
import type { Sighting } from '../../src/store/store.ts'
import { Clock, retention, type StoreAdapter } from './store-fixtures.ts'

const consumer = 'consumer-ada' as ConsumerKey
const another = 'consumer-grace' as ConsumerKey

export function describeSightings(adapter: StoreAdapter): void {
  describe('sightings', () => {
    it('are of one consumer each, as they were told', async () => {
      await using store = await adapter.open(Date.now)
      const closed: Sighting = {
        ...sighting('c2'),
        stage: 'CLOSE',
        closedAt: 3_000,
        closeReason: 'AGENT',
        skillId: '4242',
      }
      await store.sightings.add(consumer, sighting('c1'))
      await store.sightings.add(consumer, closed)
      await store.sightings.add(another, sighting('c3'))

      expect(byId(await store.sightings.of(consumer))).toStrictEqual([sighting('c1'), closed])
      expect(await store.sightings.of(another)).toStrictEqual([sighting('c3')])
      expect(await store.sightings.of('nobody' as ConsumerKey)).toEqual([])
    })

    it('are replaced by a newer change, and not by an older one', async () => {
      await using store = await adapter.open(Date.now)
      const newer = { ...sighting('c1'), changedAt: 2_001, stage: 'CLOSE' } as const
      await store.sightings.add(consumer, { ...sighting('c1'), changedAt: 2_000 })

      await store.sightings.add(consumer, newer)
      await store.sightings.add(consumer, { ...sighting('c1'), changedAt: 1_999 })

      expect(await store.sightings.of(consumer)).toStrictEqual([newer])
    })

    it('are forgotten one retention after the last change that was told', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.sightings.add(consumer, sighting('c1'))
      await store.sightings.add(consumer, sighting('c2'))
      clock.advance(retention.sightingMs - 1)
      await store.sightings.add(consumer, { ...sighting('c2'), changedAt: 3_000 })
      // changes nothing, so nothing is kept longer
      await store.sightings.add(consumer, { ...sighting('c1'), changedAt: 1 })

      const both = await store.sightings.of(consumer)
      clock.advance(1)
      const one = await store.sightings.of(consumer)
      clock.advance(retention.sightingMs - 1)

      expect(both).toHaveLength(2)
      expect(one.map(({ conversationId }) => conversationId)).toEqual(['c2'])
      expect(await store.sightings.of(consumer)).toEqual([])
    })

    it('take any change once the newer one is forgotten', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.sightings.add(consumer, { ...sighting('c1'), changedAt: 9_000 })
      clock.advance(retention.sightingMs)

      await store.sightings.add(consumer, { ...sighting('c1'), changedAt: 1 })

      expect(await store.sightings.of(consumer)).toMatchObject([{ changedAt: 1 }])
    })
  })
}

const sighting = (id: string): Sighting => ({
  conversationId: id as ConversationId,
  startedAt: 1_000,
  changedAt: 2_000,
  stage: 'OPEN',
})

const byId = (sightings: readonly Sighting[]) =>
  sightings.toSorted((one, other) => one.conversationId.localeCompare(other.conversationId))
