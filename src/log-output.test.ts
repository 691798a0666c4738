import { spawnSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { endOfTurn } from './end-of-turn.ts'
import { LogOutput } from './log-output.ts'

function createStream(): { readonly stream: Writable; readonly written: string[] } {
  const written: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      written.push(text)
      done()
    },
  })
  return { stream, written }
}

describe('LogOutput', () => {
  it('writes the lines of one turn at once, at its end, and those of the next likewise', async () => {
    const { stream, written } = createStream()
    const output = new LogOutput(stream)

    output.write('a\n')
    output.write('b\n')
    expect(written).toEqual([])
    await endOfTurn()
    expect(written).toEqual(['a\nb\n'])
    output.write('c\n')
    await endOfTurn()
    expect(written).toEqual(['a\nb\n', 'c\n'])
  })

  it('leaves no listener behind once it has written', async () => {
    const before = process.listenerCount('exit')
    const output = new LogOutput(createStream().stream)

    output.write('a\n')
    expect(process.listenerCount('exit')).toBe(before + 1)
    await endOfTurn()
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('goes on when nobody reads the stream any more', async () => {
    const stream = new Writable({
      write: (_text, _encoding, done) => done(new Error('EPIPE')),
    })
    const output = new LogOutput(stream)

    output.write('a\n')
    await endOfTurn()
    output.write('b\n')
    await endOfTurn()

    expect(stream.errored).toMatchObject({ message: 'EPIPE' })
  })

  it('has written what the last turn logged when the process ends in the middle of it', () => {
    const program = `
      import { LogOutput } from ${JSON.stringify(new URL('./log-output.ts', import.meta.url).href)}
      new LogOutput(process.stdout).write('the last words\\n')
      process.exit(3)`

    const { status, stdout } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '--eval', program],
      { encoding: 'utf8' },
    )

    expect({ status, stdout }).toEqual({ status: 3, stdout: 'the last words\n' })
  })
})
