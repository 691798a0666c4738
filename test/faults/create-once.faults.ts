import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { Random } from '../support/random.ts'
import { describeSharedStores } from '../support/shared-store.ts'
import { askOnceMore, runClient } from './clients.ts'
import { breakLivePerson, endAtRandom } from './havoc.ts'
import { readDeeds } from './evidence.ts'
import { Ledger } from './ledger.ts'
import { findLies } from './reconcile.ts'
import { readSettings } from './settings.ts'
import { startStation } from './station.ts'

const CLIENTS = 60
const UPSTREAM_TIMEOUT_MS = 1_500
/** The deadline, what the weather adds on both ways, and what a machine with other work may need. */
const PATIENCE_MS = UPSTREAM_TIMEOUT_MS + 10_000
const SETTLING_MS = 120_000

const { secondsPerStore, seed } = readSettings(process.env)
const print = (line: string) => process.stdout.write(`${line}\n`)

describe('two gateways, killed and cut off at random', () => {
  print(`FAULTS_SEED=${seed}, ${secondsPerStore} s on each store`)

  describeSharedStores((startStore) => {
    it(
      'tell every caller the truth',
      async () => {
        const random = new Random(seed)
        const ledger = new Ledger(PATIENCE_MS)
        await using emulator = await startEmulator({ requestLogLimit: Infinity })
        await using store = await startStore()
        const env = { STORE_URL: store.url, UPSTREAM_TIMEOUT_MS: String(UPSTREAM_TIMEOUT_MS) }
        await using one = await startStation(emulator, env, random.fork('one'))
        await using other = await startStation(emulator, env, random.fork('other'))
        const stations = [one, other] as const
        await Promise.all(stations.map((station) => station.startGateway()))

        const over = AbortSignal.timeout(secondsPerStore * 1_000)
        const [endsOfOne, endsOfOther] = await Promise.all([
          endAtRandom(one, random.fork('ends of one'), over),
          endAtRandom(other, random.fork('ends of other'), over),
          breakLivePerson(emulator, random.fork('faults'), over),
          ...Array.from({ length: CLIENTS }, (_, index) =>
            runClient(ledger, stations, random.fork(`client ${index}`), over),
          ),
        ])
        emulator.clearFaults()
        await Promise.all(stations.map((station) => station.calm()))
        await askOnceMore(ledger, stations)

        const { intents, calls } = ledger
        const deeds = readDeeds(emulator)
        const broken = one.broken + other.broken
        const killed = endsOfOne.kill + endsOfOther.kill
        print(
          `${ledger.summary()}; gateways killed ${killed} times and stopped ` +
            `${endsOfOne.stop + endsOfOther.stop} times, ${broken} connections broken; ` +
            `${deeds.posts.length} POSTs, ${deeds.conversations.length} conversations`,
        )
        const errors = Map.groupBy([...one.errors, ...other.errors], (error) => error)
        for (const [error, { length }] of errors) print(`logged ${length} times: ${error}`)
        const lies = findLies({ intents, calls, ...deeds })
        for (const [kind, { length }] of Map.groupBy(lies, (lie) => lie.kind)) {
          print(`${length} lies: ${kind}`)
        }
        expect(lies.slice(0, 5)).toEqual([])
        // a request that came past the proxies proves nothing, nor does a run in which nothing broke
        const hosts = new Set(emulator.requests().map(({ headers }) => headers['host']))
        expect(hosts).toEqual(new Set(stations.map(({ livePerson }) => livePerson.host)))
        for (const kind of ['created', 'unknown', 'nothing-done', 'lost'] as const) {
          expect(ledger.count(kind)).toBeGreaterThan(0)
        }
        expect(Math.min(broken, killed)).toBeGreaterThan(0)
      },
      secondsPerStore * 1_000 + SETTLING_MS,
    )
  })
})
