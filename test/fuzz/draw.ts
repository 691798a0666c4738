import fc, { type Arbitrary, type GeneratorValue } from 'fast-check'

/** Takes chances one after the other, so that a case is built by plain functions. */
export class Draw {
  readonly #generate: GeneratorValue

  constructor(generate: GeneratorValue) {
    this.#generate = generate
  }

  of<T>(arbitrary: Arbitrary<T>): T {
    return this.#generate(() => arbitrary)
  }

  /** Both included. */
  int(min: number, max: number): number {
    return this.#generate(fc.integer, { min, max })
  }

  /** Shrinks to false. */
  chance(percent: number): boolean {
    return this.int(0, 99) >= 100 - percent
  }

  /** Shrinks to the first. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.int(0, choices.length - 1)] ?? choices[0]
  }

  pickOr<T>(choices: readonly T[], otherwise: T): T {
    return choices[this.int(0, Math.max(0, choices.length - 1))] ?? otherwise
  }

  times<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.int(min, max) }, (_, index) => make(index))
  }
}

/** Everything that `build` makes of chances. */
export function drawn<T>(build: (draw: Draw) => T): Arbitrary<T> {
  return fc.gen().map((generate) => build(new Draw(generate)))
}

const oddTexts = [
  '',
  ' ',
  '\0',
  '\ud800',
  '__proto__',
  'constructor',
  "' OR '1'='1",
  '../../etc/passwd',
  '%2e%2e%2f',
  'http://127.0.0.1:1/',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '\r\nx-injected: 1',
  '{{7*7}}',
  '\u202e\u0000\u{1f4a9}',
  '-1',
  '1e309',
  'null',
  'a'.repeat(300),
  'ä'.repeat(6_000),
] as const

/** A text that somebody may send: from a word to what breaks parsers. */
export function text(draw: Draw): string {
  return draw.chance(30)
    ? draw.pick(oddTexts)
    : draw.of(fc.string({ unit: draw.pick(['grapheme-ascii', 'grapheme', 'binary']) }))
}

/** Any JSON, some of it deep. */
export function json(draw: Draw, depth = 3): unknown {
  const kind = draw.int(0, depth > 0 ? 9 : 6)
  switch (kind) {
    case 0:
      return null
    case 1:
      return draw.chance(50)
    case 2:
      return draw.int(-(2 ** 31), 2 ** 31 - 1)
    case 3:
      return draw.of(fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 7:
      return draw.times(0, 4, () => json(draw, depth - 1))
    case 8:
    case 9:
      return Object.fromEntries(
        draw.times(0, 4, () => [text(draw).slice(0, 20), json(draw, depth - 1)]),
      )
    default:
      return text(draw)
  }
}

/** The same JSON with a few values replaced, left out or doubled. */
export function mutateJson(draw: Draw, value: unknown): unknown {
  if (draw.chance(6)) return json(draw)
  if (Array.isArray(value)) {
    const items = value.flatMap((item: unknown) => {
      const mutated = mutateJson(draw, item)
      return draw.chance(4) ? [] : draw.chance(4) ? [mutated, mutated] : [mutated]
    })
    return items
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(() => !draw.chance(4))
    return Object.fromEntries(entries.map(([name, inner]) => [name, mutateJson(draw, inner)]))
  }
  return value
}

const odd = Buffer.from([0, 9, 10, 13, 32, 34, 44, 58, 59, 64, 92, 123, 125, 127, 128, 192, 255])

/** Up to four bytes or stretches of bytes flipped, left out, doubled or put in. */
export function mutateBytes(draw: Draw, bytes: Buffer): Buffer {
  let mutated = bytes
  for (let left = draw.int(0, 4); left > 0; left -= 1) {
    const at = draw.int(0, mutated.length)
    const until = Math.min(mutated.length, at + draw.int(1, 20))
    const before = mutated.subarray(0, at)
    const parts: Readonly<Record<number, () => readonly Buffer[]>> = {
      0: () => [Buffer.from([odd[draw.int(0, odd.length - 1)] ?? 0]), mutated.subarray(at + 1)],
      1: () => [mutated.subarray(until)],
      2: () => [mutated.subarray(at, until), mutated.subarray(at)],
      3: () => [Buffer.from(text(draw)), mutated.subarray(at)],
      4: () => [Buffer.alloc(draw.int(1, 70_000), odd[draw.int(0, odd.length - 1)])],
    }
    mutated = Buffer.concat([before, ...(parts[draw.int(0, 4)]?.() ?? [])])
  }
  return mutated
}
