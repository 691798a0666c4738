import { describe, expect, it } from '@jest/globals'
import type { AccountId } from '../../src/ids.ts'
import type { AcceptedNotification, Notification } from '../../src/store/store.ts'
import { brand, Clock, leaseMs, retention, type StoreAdapter } from './store-fixtures.ts'

const otherBrand = '999' as AccountId

export function describeInbox(adapter: StoreAdapter): void {
  describe('inbox', () => {
    it('leaves an accepted notification to who accepted it until the lease ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const accepted = await store.inbox.accept(notification('body'), leaseMs)

      clock.advance(leaseMs - 1)
      const early = await store.inbox.claimAbandoned(brand, 10, leaseMs)
      clock.advance(1)
      const late = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      expect(early).toEqual([])
      expect(late).toEqual([accepted])
    })

    it('gives it back as it came, with an id of its own', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const given = notification('{"text":"grüß\u0000dich 👋"}')
      const one = await store.inbox.accept(given, 0)
      const two = await store.inbox.accept(given, 0)

      const claimed = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      expect(one).toStrictEqual({ ...given, id: expect.stringMatching(/./) })
      expect(one.id).not.toBe(two.id)
      expect(byId(claimed)).toStrictEqual(byId([one, two]))
    })

    it('gives a claimed one to nobody else until the new lease ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const accepted = await store.inbox.accept(notification('body'), 0)

      const first = await store.inbox.claimAbandoned(brand, 10, leaseMs)
      const meanwhile = await store.inbox.claimAbandoned(brand, 10, leaseMs)
      clock.advance(leaseMs)
      const afterwards = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      expect([first, meanwhile, afterwards]).toEqual([[accepted], [], [accepted]])
    })

    it('gives those first whose lease ended first, and no more than asked', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      for (const body of ['one', 'two', 'three']) {
        await store.inbox.accept(notification(body), leaseMs)
        clock.advance(1)
      }
      await store.inbox.accept(notification('short'), 0)
      clock.advance(leaseMs)

      const two = await store.inbox.claimAbandoned(brand, 2, leaseMs)
      const rest = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      expect([two, rest].map(toBodies)).toEqual([
        ['short', 'one'],
        ['two', 'three'],
      ])
      expect(await store.inbox.claimAbandoned(brand, 0, leaseMs)).toEqual([])
    })

    it('names the accounts with some whose lease has ended', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.inbox.accept(notification('one'), leaseMs)
      await store.inbox.accept(notification('two'), leaseMs)
      clock.advance(1)
      await store.inbox.accept({ ...notification('of other'), accountId: otherBrand }, leaseMs)

      clock.advance(leaseMs - 2)
      const early = await store.inbox.findAbandoned()
      clock.advance(1)
      const first = await store.inbox.findAbandoned()
      clock.advance(1)
      const both = await store.inbox.findAbandoned()

      expect([early, first, both.toSorted()]).toEqual([[], [brand], [brand, otherBrand]])
    })

    it('names an account until all of its abandoned ones are claimed, and when the claim ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.inbox.accept(notification('short'), 0)
      const long = await store.inbox.accept(notification('long'), leaseMs)
      const named: (readonly AccountId[])[] = []
      const claim = async (limit: number) => {
        await store.inbox.claimAbandoned(brand, limit, 2 * leaseMs)
        named.push(await store.inbox.findAbandoned())
      }

      await claim(0)
      await claim(1)
      clock.advance(leaseMs)
      await claim(0)
      await claim(1)
      clock.advance(leaseMs)
      await store.inbox.finish(long)
      named.push(await store.inbox.findAbandoned())

      expect(named).toEqual([[brand], [], [brand], [], [brand]])
    })

    it('names no account, once it is claimed, of which all is finished or set aside', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.inbox.finish(await store.inbox.accept(notification('finished'), leaseMs))
      await store.inbox.setAside(await store.inbox.accept(notification('aside'), leaseMs))
      clock.advance(leaseMs)

      await store.inbox.claimAbandoned(brand, 10, leaseMs)
      const now = await store.inbox.findAbandoned()
      clock.advance(10 * leaseMs)

      expect([now, await store.inbox.findAbandoned()]).toEqual([[], []])
    })

    it('names an account of which something is accepted while it is claimed', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      for (let n = 0; n < 20; n += 1) {
        await store.inbox.finish(await store.inbox.accept(notification('finished'), leaseMs))
        clock.advance(leaseMs)
        const [, accepted] = await Promise.all([
          store.inbox.claimAbandoned(brand, 10, leaseMs),
          store.inbox.accept(notification('meanwhile'), leaseMs),
        ])
        clock.advance(leaseMs)

        expect(await store.inbox.findAbandoned()).toEqual([brand])
        await store.inbox.finish(accepted)
        clock.advance(10 * leaseMs)
        await store.inbox.claimAbandoned(brand, 10, leaseMs)
      }
    })

    it('keeps accounts apart', async () => {
      await using store = await adapter.open(new Clock().now)
      await store.inbox.accept(notification('of brand'), 0)
      const other = await store.inbox.accept(
        { ...notification('of other'), accountId: otherBrand },
        0,
      )
      await store.inbox.setAside(other)

      expect(toBodies(await store.inbox.claimAbandoned(brand, 10, leaseMs))).toEqual(['of brand'])
      expect(await store.inbox.claimAbandoned(otherBrand, 10, leaseMs)).toEqual([])
      expect(await store.inbox.listSetAside(brand, 10)).toEqual([])
      expect(toBodies(await store.inbox.listSetAside(otherBrand, 10))).toEqual(['of other'])
    })

    it('gives each of 50 to one of 20 who claim at the same moment', async () => {
      await using store = await adapter.open(new Clock().now)
      const bodies = Array.from({ length: 50 }, (_, n) => `body ${n}`)
      await Promise.all(bodies.map((body) => store.inbox.accept(notification(body), 0)))

      const claims = await Promise.all(
        Array.from({ length: 20 }, () => store.inbox.claimAbandoned(brand, 5, leaseMs)),
      )

      expect(claims.flatMap(toBodies).toSorted()).toEqual(bodies.toSorted())
    })

    it('forgets what is finished, whoever has claimed it meanwhile', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const slow = await store.inbox.accept(notification('slow'), 0)
      const [claimed] = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      await store.inbox.finish(slow)
      await store.inbox.finish(slow)
      clock.advance(leaseMs)

      expect(claimed).toEqual(slow)
      expect(await store.inbox.claimAbandoned(brand, 10, leaseMs)).toEqual([])
    })

    it('never gives away what was set aside, and lists it newest first', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const accepted: AcceptedNotification[] = []
      for (const body of ['one', 'two', 'three']) {
        accepted.push(await store.inbox.accept(notification(body), leaseMs))
      }
      const [one, two, three] = accepted
      for (const each of [two, one, three]) {
        if (each) await store.inbox.setAside(each)
        clock.advance(1)
      }
      clock.advance(leaseMs)

      expect(await store.inbox.claimAbandoned(brand, 10, leaseMs)).toEqual([])
      expect(await store.inbox.listSetAside(brand, 10)).toStrictEqual([three, one, two])
      expect(toBodies(await store.inbox.listSetAside(brand, 1))).toEqual(['three'])
      expect(await store.inbox.listSetAside(brand, 0)).toEqual([])
    })

    it('sets aside once, and nothing that is finished; and what is set aside stays so', async () => {
      await using store = await adapter.open(new Clock().now)
      const twice = await store.inbox.accept(notification('twice'), leaseMs)
      const finished = await store.inbox.accept(notification('finished'), leaseMs)
      await store.inbox.finish(finished)

      await store.inbox.setAside(twice)
      await store.inbox.setAside(twice)
      await store.inbox.setAside(finished)
      await store.inbox.finish(twice)

      expect(await store.inbox.listSetAside(brand, 10)).toEqual([twice])
    })

    it('forgets what was set aside one retention later', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      for (const body of ['first', 'second']) {
        await store.inbox.setAside(await store.inbox.accept(notification(body), leaseMs))
        clock.advance(1)
      }

      clock.advance(retention.setAsideMs - 2)
      const kept = await store.inbox.listSetAside(brand, 10)
      clock.advance(1)
      const lessKept = await store.inbox.listSetAside(brand, 10)
      clock.advance(1)
      const forgotten = await store.inbox.listSetAside(brand, 10)

      expect([kept, lessKept, forgotten].map(toBodies)).toEqual([['second'], [], []])
    })

    it('forgets what nobody claims within that retention after its lease', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await store.inbox.accept(notification('claimed at the last moment'), leaseMs)
      clock.advance(1)
      await store.inbox.accept(notification('later'), leaseMs)

      clock.advance(leaseMs + retention.setAsideMs - 2)
      const kept = await store.inbox.claimAbandoned(brand, 1, leaseMs)
      clock.advance(2)
      const forgotten = await store.inbox.claimAbandoned(brand, 10, leaseMs)

      expect(toBodies(kept)).toEqual(['claimed at the last moment'])
      expect(forgotten).toEqual([])
      expect(await store.inbox.findAbandoned()).toEqual([])
    })
  })
}

export const notification = (body: string): Notification => ({
  accountId: brand,
  body,
  receivedAt: 1_750_000_000_123,
})

const toBodies = (notifications: readonly Notification[]): readonly string[] =>
  notifications.map(({ body }) => body)

const byId = (notifications: readonly AcceptedNotification[]) =>
  notifications.toSorted((one, other) => one.id.localeCompare(other.id))
