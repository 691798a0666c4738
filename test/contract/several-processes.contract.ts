import { describe, expect, it } from '@jest/globals'
import { openStore, type StoreConfig } from '../../src/store/open-store.ts'
import { startProcess } from './other-process.ts'
import { retention, settledRecord } from './store-fixtures.ts'

/** @param configure tells of a new and empty place that several processes can open */
export function describeSeveralProcesses(configure: () => Promise<StorePlace>): void {
  describe('between processes', () => {
    it('gives each key to one of those that open the store at the same moment', async () => {
      await using place = await configure()
      await using one = startProcess(place.config)
      await using two = startProcess(place.config)
      await using three = startProcess(place.config)
      const processes = [one, two, three]
      await Promise.all(processes.map(({ ready }) => ready))

      const wins = await Promise.all(processes.map(({ ask }) => ask('reserve-all')))

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
  })
}

export interface StorePlace extends AsyncDisposable {
  readonly config: StoreConfig
}
