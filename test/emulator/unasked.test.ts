import { text } from 'node:stream/consumers'
import { expect, it } from '@jest/globals'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { openConnection } from '../support/raw-http.ts'

it('closes a connection on which nobody asks anything', async () => {
  await using emulator = await startEmulator()
  const connection = await openConnection(emulator.url)

  connection.end()

  expect(await text(connection)).toBe('')
})
