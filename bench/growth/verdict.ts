import type { Costs, Row, Rule, Series } from './series.ts'

/** What noise may add (two processes of one build differ by a fifth), and to what is slow a tenfold as well. */
const allowances: Readonly<Record<Rule, number>> = { steady: 1.25, slow: 1.5, line: 1.25 }

export interface Verdict {
  readonly isWithin: boolean
  readonly text: string
}

/** What each rule demands, for who reads a verdict. */
export const rules: Readonly<Record<Rule, string>> = {
  steady: `a point costs too much when it is over ${allowances.steady} times the first, both by the median of the ratios within each round and by the cheapest rounds of the two; where none is, all of them together cost no more than in proportion to their number`,
  slow: `a point costs too much when it is over ${allowances.slow} times the one before it, which has a tenth of its number or less, both by the medians and by the cheapest rounds: what is remembered leaves the processor's caches bit by bit, and a half for a tenfold is far from linear`,
  line: `the last point costs too much when it is over ${allowances.line} times what a straight line through those before it (least squares) says of it, both by the medians and by the cheapest rounds`,
}

/**
 * Whether it grows at most linearly, by the rule of each cost that was measured. What else goes on in a machine seldom
 * raises both the median and the least, so the smaller of the two counts.
 */
export function judge(series: Series): readonly Verdict[] {
  return Object.entries(series.kind.rules).map(([name, rule]) => {
    const { found, text } = find[rule](series, name)
    const isWithin = found <= allowances[rule]
    const verdict = isWithin ? 'at most linear' : 'MORE THAN LINEAR'
    return { isWithin, text: `${name}: ${verdict} (${text})` }
  })
}

interface Finding {
  readonly found: number
  readonly text: string
}

const find: Readonly<Record<Rule, (series: Series, name: string) => Finding>> = {
  steady,
  slow,
  line,
}

function steady({ rows }: Series, name: string): Finding {
  const [first] = rows
  if (first === undefined) throw new TypeError('expected a point')
  const { ratio, x } = dearest(rows, name, () => first)
  return { found: ratio, text: `at most ${ratio.toFixed(2)} times the first, at ${x}` }
}

function slow({ rows }: Series, name: string): Finding {
  const { ratio, x } = dearest(rows, name, (row, index) => rows[index - 1] ?? row)
  return { found: ratio, text: `at most ${ratio.toFixed(2)} times the one before, at ${x}` }
}

function dearest(
  rows: readonly Row[],
  name: string,
  referenceOf: (row: Row, index: number) => Row,
): { readonly ratio: number; readonly x: string } {
  const all = rows.map((row, index) => {
    const reference = referenceOf(row, index)
    const of = (which: 'ratios' | 'lows') =>
      valueOf(row[which], name) / valueOf(reference[which], name)
    return { x: row.x.toLocaleString('en'), ratio: Math.min(of('ratios'), of('lows')) }
  })
  return all.reduce((one, other) => (other.ratio > one.ratio ? other : one))
}

function line({ rows }: Series, name: string): Finding {
  const found = Math.min(
    ...(['costs', 'lows'] as const).map((which) =>
      overLine(rows.map((row) => ({ x: row.x, y: valueOf(row[which], name) }))),
    ),
  )
  return { found, text: `the last is ${found.toFixed(2)} times what the line says` }
}

function valueOf(costs: Costs, name: string): number {
  return costs[name] ?? Number.NaN
}

interface Place {
  readonly x: number
  readonly y: number
}

/** The last point, as a multiple of where the line through the others leads. */
function overLine(points: readonly Place[]): number {
  const last = points.at(-1)
  if (last === undefined) throw new TypeError('expected a point')
  const { base, slope } = fitLine(points.slice(0, -1))
  return last.y / (base + slope * last.x)
}

function fitLine(points: readonly Place[]): {
  readonly base: number
  readonly slope: number
} {
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))]
  const covariance = mean(points.map((point) => (point.x - x) * (point.y - y)))
  const variance = mean(points.map((point) => (point.x - x) ** 2))
  const slope = covariance / variance
  return { base: y - slope * x, slope }
}

function mean(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0) / values.length
}
