import { spawnSync } from 'node:child_process'
import { Writable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { LogOutput } from './log-output.ts'

const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve))

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
  it('writes what is logged in one go at once, and what is logged later likewise', async () => {
    const { stream, written } = createStream()
    const output = new LogOutput(stream)

    output.write('a\n')
    output.write('b\n')
    expect(written).toEqual([])
    await nextTick()
    expect(written).toEqual(['a\nb\n'])
    output.write('c\n')
    await nextTick()
    expect(written).toEqual(['a\nb\n', 'c\n'])
  })

  it('writes once for all who go on when the same promise is kept', async () => {
    const { stream, written } = createStream()
    const output = new LogOutput(stream)
    const { promise, resolve } = Promise.withResolvers<void>()
    const tellers = ['a', 'b', 'c'].map((name) => promise.then(() => output.write(`${name}\n`)))

    resolve()
    await Promise.all(tellers)
    await nextTick()

    expect(written).toEqual(['a\nb\nc\n'])
  })

  it('leaves no listener behind once it has written', async () => {
    const before = process.listenerCount('exit')
    const output = new LogOutput(createStream().stream)

    output.write('a\n')
    expect(process.listenerCount('exit')).toBe(before + 1)
    await nextTick()
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('goes on when nobody reads the stream any more', async () => {
    const stream = new Writable({
      write: (_text, _encoding, done) => done(new Error('EPIPE')),
    })
    const output = new LogOutput(stream)

    output.write('a\n')
    await nextTick()
    output.write('b\n')
    await nextTick()

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
