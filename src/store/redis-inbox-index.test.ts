import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { brand, Clock, leaseMs } from '../../test/contract/store-fixtures.ts'
import { describeWith } from '../../test/support/programs.ts'
import { RedisServer } from '../../test/support/redis-server.ts'
import { RedisConnection } from './redis-connection.ts'
import { RedisInboxIndex } from './redis-inbox-index.ts'

describeWith('redis-server', 'RedisInboxIndex', (program) => {
  let server: RedisServer
  let connection: RedisConnection
  beforeAll(async () => {
    server = await RedisServer.start(program)
    connection = new RedisConnection({ url: server.url, deadlineMs: 2_000, onConnect: () => {} })
    await connection.firstAttempt
  })
  afterAll(async () => {
    connection[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })

  const create = (clock: Clock) => {
    const now = () => String(clock.now())
    return new RedisInboxIndex({ connection, prefix: randomUUID(), keepMs: 80_000, now })
  }

  it('names an account that is due until somebody looks at it', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now())

    const before = [await index.findDue(), await index.findDue()]
    await index.putOff(brand, leaseMs)

    expect(before).toEqual([[brand], [brand]])
    expect(await index.findDue()).toEqual([])
  })

  it('keeps an account that is noted during a look which finds nothing', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now())
    await index.putOff(brand, leaseMs)

    await index.noteAccepted(brand, clock.now() + leaseMs, leaseMs)
    await index.drop(brand, leaseMs)
    clock.advance(leaseMs)

    expect(await index.findDue()).toEqual([brand])
  })

  it('keeps one that is noted during a look of many leases', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now())
    await index.putOff(brand, leaseMs)

    clock.advance(2 * leaseMs)
    await index.noteAccepted(brand, clock.now() + leaseMs, leaseMs)
    await index.drop(brand, leaseMs)
    clock.advance(leaseMs)

    expect(await index.findDue()).toEqual([brand])
  })

  it('forgets an account at whose look nothing was found', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now())
    await index.putOff(brand, leaseMs)

    await index.drop(brand, leaseMs)
    clock.advance(10 * leaseMs)

    expect(await index.findDue()).toEqual([])
  })

  it('names an account again three leases after somebody died over it', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now())
    await index.putOff(brand, leaseMs)

    clock.advance(3 * leaseMs - 1)
    const early = await index.findDue()
    clock.advance(1)

    expect([early, await index.findDue()]).toEqual([[], [brand]])
  })

  it('puts off nothing that is not due', async () => {
    const clock = new Clock()
    const index = create(clock)
    await index.note(brand, clock.now() + leaseMs)

    await index.putOff(brand, leaseMs)
    clock.advance(leaseMs)

    expect(await index.findDue()).toEqual([brand])
  })
})
