import type { BenchServer, Target } from '../bench-server.ts'
import { measureAfterRunIn } from '../measure.ts'
import type { Session } from '../session.ts'
import { median } from '../statistics.ts'
import type { Plan } from './plan.ts'

/** By the name of what is measured. Of one request: CPU in microseconds, or how many of something. */
export type Costs = Readonly<Record<string, number>>

export interface Taken {
  readonly costs: Costs
  /** Of the one core of upstream and load. */
  readonly helperShare: number
}

/** One size of that which grows, with all that serves it. */
export interface Point {
  readonly x: number
  readonly take: (seconds: number) => Promise<Taken>
  /** What is known once all rounds are over, e.g. memory. */
  readonly finish?: () => Promise<Costs> | Costs
}

export interface Started {
  readonly points: readonly Point[]
  /** Where it differs from what was planned. */
  readonly remarks?: readonly string[]
}

export interface Row {
  readonly x: number
  /** Medians of the rounds. */
  readonly costs: Costs
  /** Of the cheapest rounds: a quiet machine's. */
  readonly lows: Costs
  /** To the first point in the same round; medians. */
  readonly ratios: Costs
  readonly known: Costs
}

export interface Column {
  readonly head: string
  readonly digits: number
  readonly valueOf: (row: Row, first: Row) => number | undefined
}

export interface Chart {
  /** Part of the file's name. */
  readonly name: string
  readonly title: string
  readonly y: string
  readonly lines: readonly { readonly name: string; readonly valueOf: (row: Row) => number }[]
}

/** How what is measured may grow, so that all of it together grows no faster than its number. */
export type Rule = 'steady' | 'slow' | 'line'

export interface Kind {
  /** Of `--only`. */
  readonly name: string
  readonly title: string
  /** What grows. */
  readonly x: string
  /** What is done, in a sentence or two. */
  readonly about: string
  readonly rules: Readonly<Record<string, Rule>>
  readonly columns: readonly Column[]
  readonly charts: readonly Chart[]
  /** @returns the reason where it can't be measured here */
  readonly start: (session: Session, plan: Plan) => Promise<Started | string>
}

export interface Series {
  readonly kind: Kind
  readonly rows: readonly Row[]
  readonly remarks: readonly string[]
  /** The most of all slices. */
  readonly helperShare: number
}

/** In rounds over all points: what slows the machine down for a while slows them all. */
export async function measureSeries(
  kind: Kind,
  { points, remarks = [] }: Started,
  { rounds, seconds }: Plan,
): Promise<Series> {
  const taken = new Map<Point, Taken[]>(points.map((point) => [point, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const point of points) taken.get(point)?.push(await point.take(seconds))
  }
  const rows: Row[] = []
  for (const point of points) {
    const known = (await point.finish?.()) ?? {}
    rows.push({ ...toRow(taken.get(point) ?? [], firstOf(points, taken)), x: point.x, known })
  }
  const helperShare = Math.max(
    ...[...taken.values()].flatMap((all) => all.map((one) => one.helperShare)),
  )
  return { kind, rows, remarks, helperShare }
}

function firstOf(
  [first]: readonly Point[],
  taken: ReadonlyMap<Point, readonly Taken[]>,
): readonly Taken[] {
  return (first && taken.get(first)) ?? []
}

function toRow(
  taken: readonly Taken[],
  first: readonly Taken[],
): Pick<Row, 'costs' | 'lows' | 'ratios'> {
  const of = (rounds: readonly Taken[], name: string) =>
    rounds.map(({ costs }) => costs[name] ?? Number.NaN)
  const each = (reduce: (name: string) => number): Costs =>
    Object.fromEntries(Object.keys(taken[0]?.costs ?? {}).map((name) => [name, reduce(name)]))
  return {
    costs: each((name) => median(of(taken, name))),
    lows: each((name) => Math.min(...of(taken, name))),
    ratios: each((name) => {
      const others = of(first, name)
      return median(of(taken, name).map((cost, round) => cost / (others[round] ?? Number.NaN)))
    }),
  }
}

/** What a request costs, and how many times the first point's. */
export function costColumns(name: string, head: string): readonly Column[] {
  return [
    { head, digits: 0, valueOf: ({ costs }) => costs[name] },
    { head: '× first', digits: 2, valueOf: ({ ratios }) => ratios[name] },
  ]
}

/** The same in a chart. */
export function costLine(cost: string, name: string): Chart['lines'][number] {
  return { name, valueOf: ({ costs }) => costs[cost] ?? Number.NaN }
}

/** A point with one gateway, and one load on it. */
export async function takeSlice(
  session: Session,
  server: BenchServer,
  seconds: number,
  target: Target = server.target,
): Promise<{ readonly cost: number; readonly helperShare: number }> {
  const slice = await measureAfterRunIn(session, { ...server, target }, seconds)
  return { cost: slice.cpuPerRequest, helperShare: slice.upstreamShare + slice.loadShare }
}
