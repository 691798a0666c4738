import { describe, expect, it } from '@jest/globals'
import type { AccountId } from '../../src/ids.ts'
import type { ConversationRecord } from '../../src/store/store.ts'
import {
  ada,
  brand,
  Clock,
  conversation,
  grace,
  ids,
  retention,
  type StoreAdapter,
} from './store-fixtures.ts'

export function describeConversationRegistry(adapter: StoreAdapter): void {
  describe('conversations', () => {
    it('answers in the order asked, with holes where nothing is known', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put(conversation('c1'))
      await store.conversations.put(conversation('c2'))

      const found = await store.conversations.getMany(ids('c2', 'none', 'c1', 'c2'))

      const c2 = conversation('c2')
      expect(found).toEqual([c2, undefined, conversation('c1'), c2])
      expect(await store.conversations.getMany([])).toEqual([])
    })

    it('gives back every property that was put, and no other', async () => {
      await using store = await adapter.open(Date.now)
      const full: ConversationRecord = {
        ...conversation('c1'),
        stage: 'CLOSE',
        closedAt: 1_750_000_500_000,
        closeReason: 'AGENT',
        skillId: '4242',
        campaignInfo: { campaignId: '1', engagementId: '2' },
        context: { type: 'SHARK_CONTEXT', visitorId: 'v', sessionId: 's', lang: 'de-DE' },
      }
      await store.conversations.put(full)
      await store.conversations.put(conversation('c2'))

      const found = await store.conversations.getMany(ids('c1', 'c2'))

      expect(found).toStrictEqual([full, conversation('c2')])
    })

    it('replaces what was known, the closed stage and the owner included', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put({ ...conversation('c1'), skillId: 'old' })
      await store.conversations.put({ ...conversation('c2'), owner: grace })

      await store.conversations.put({ ...conversation('c1'), stage: 'CLOSE' })
      await store.conversations.put({ ...conversation('c2'), owner: ada })

      const [first] = await store.conversations.getMany(ids('c1'))
      expect(first).toStrictEqual({ ...conversation('c1'), stage: 'CLOSE' })
      expect(await store.conversations.findOpen(brand, ada)).toEqual(conversation('c2'))
      expect(await store.conversations.findOpen(brand, grace)).toBeUndefined()
    })

    it("finds the owner's newest open conversation, whatever order they were put in", async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put({ ...conversation('middle'), createdAt: 2_000 })
      await store.conversations.put({ ...conversation('newest'), createdAt: 3_000 })
      await store.conversations.put({ ...conversation('oldest'), createdAt: 1_000 })
      await store.conversations.put({
        ...conversation('closed'),
        createdAt: 4_000,
        stage: 'CLOSE',
      })
      await store.conversations.put({
        ...conversation('unclear'),
        createdAt: 5_000,
        stage: 'UNKNOWN',
      })

      const found = await store.conversations.findOpen(brand, ada)

      expect(found?.id).toBe('newest')
    })

    it('finds nothing for another owner or another account', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put(conversation('c1'))

      expect(await store.conversations.findOpen(brand, grace)).toBeUndefined()
      expect(await store.conversations.findOpen('999' as AccountId, ada)).toBeUndefined()
    })

    it('adds what nobody knows, and tells what is known of the others', async () => {
      await using store = await adapter.open(Date.now)
      const known = { ...conversation('c1'), skillId: 'known' }
      await store.conversations.put(known)

      const added = await Promise.all(
        ['c1', 'c2'].map((id) => store.conversations.add(conversation(id))),
      )

      expect(added).toEqual([known, conversation('c2')])
      expect(await store.conversations.getMany(ids('c1', 'c2'))).toEqual(added)
      expect((await store.conversations.findOpen(brand, ada))?.id).toMatch(/^c[12]$/)
    })

    it('adds one of 50 who come at the same moment, and tells it to all', async () => {
      await using store = await adapter.open(Date.now)

      const added = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          store.conversations.add({ ...conversation('c1'), skillId: String(n) }),
        ),
      )

      expect(new Set(added.map(({ skillId }) => skillId)).size).toBe(1)
      expect(await store.conversations.getMany(ids('c1'))).toEqual([added[0]])
    })

    it('adds what was known and is forgotten, and keeps it for its time', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.conversations.put({ ...conversation('c1'), skillId: 'old' })
      clock.advance(retention.conversationMs)

      await store.conversations.add(conversation('c1'))
      clock.advance(retention.conversationMs - 1)

      expect(await store.conversations.getMany(ids('c1'))).toEqual([conversation('c1')])
      expect((await store.conversations.findOpen(brand, ada))?.id).toBe('c1')
    })

    it('does not keep longer what it did not add', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.conversations.put(conversation('c1'))
      clock.advance(retention.conversationMs - 1)

      await store.conversations.add(conversation('c1'))
      clock.advance(1)

      expect(await store.conversations.getMany(ids('c1'))).toEqual([undefined])
    })

    it('updates what is known, the open one of its owner included', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put(conversation('c1'))

      const closed = await store.conversations.update(conversation('c1').id, (known) => ({
        ...known,
        stage: 'CLOSE',
        changedAt: 2_000,
      }))

      expect(closed).toEqual({ ...conversation('c1'), stage: 'CLOSE', changedAt: 2_000 })
      expect(await store.conversations.getMany(ids('c1'))).toEqual([closed])
      expect(await store.conversations.findOpen(brand, ada)).toBeUndefined()

      await store.conversations.update(conversation('c1').id, () => conversation('c1'))
      expect(await store.conversations.findOpen(brand, ada)).toEqual(conversation('c1'))
    })

    it('updates nothing that it does not know, and asks nobody', async () => {
      await using store = await adapter.open(Date.now)
      let asked = 0

      const found = await store.conversations.update(conversation('c1').id, (known) => {
        asked += 1
        return known
      })

      expect(found).toBeUndefined()
      expect(asked).toBe(0)
    })

    it.each([
      ['undefined', () => undefined],
      ['the same object', (known: ConversationRecord) => known],
    ])('leaves it as it is, its time included, when the change is %s', async (_, change) => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.conversations.put(conversation('c1'))
      clock.advance(retention.conversationMs - 1)

      const found = await store.conversations.update(conversation('c1').id, change)
      clock.advance(1)

      expect(found).toEqual(conversation('c1'))
      expect(await store.conversations.getMany(ids('c1'))).toEqual([undefined])
    })

    it('keeps an updated one for the retention time from then', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.conversations.put(conversation('c1'))
      clock.advance(retention.conversationMs - 1)

      await store.conversations.update(conversation('c1').id, countUp)
      clock.advance(retention.conversationMs - 1)

      expect(await store.conversations.getMany(ids('c1'))).toMatchObject([{ changedAt: 1 }])
      expect((await store.conversations.findOpen(brand, ada))?.id).toBe('c1')
    })

    it('loses none of 50 updates of the same moment', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put(conversation('c1'))

      await Promise.all(
        Array.from({ length: 50 }, () =>
          store.conversations.update(conversation('c1').id, countUp),
        ),
      )

      expect(await store.conversations.getMany(ids('c1'))).toMatchObject([{ changedAt: 50 }])
    })

    it('changes nothing when the change throws', async () => {
      await using store = await adapter.open(Date.now)
      await store.conversations.put(conversation('c1'))

      const failing = store.conversations.update(conversation('c1').id, () => {
        throw new RangeError('undecided')
      })

      await expect(failing).rejects.toThrow('undecided')
      await store.conversations.update(conversation('c1').id, countUp)
      expect(await store.conversations.getMany(ids('c1'))).toMatchObject([{ changedAt: 1 }])
    })

    it('forgets a conversation one retention after it was last put', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.conversations.put(conversation('c1'))
      clock.advance(retention.conversationMs - 1)
      await store.conversations.put(conversation('c1'))

      clock.advance(retention.conversationMs - 1)
      const kept = await store.conversations.getMany(ids('c1'))
      clock.advance(1)
      const forgotten = await store.conversations.getMany(ids('c1'))

      expect(kept).toEqual([conversation('c1')])
      expect(forgotten).toEqual([undefined])
      expect(await store.conversations.findOpen(brand, ada)).toBeUndefined()
    })
  })
}

export const countUp = (known: ConversationRecord): ConversationRecord => ({
  ...known,
  changedAt: (known.changedAt ?? 0) + 1,
})
