import type { Metric } from 'prom-client'
import { type Labels, Series } from './series.ts'
import type { TallyOptions } from './tally.ts'

export interface TimingOptions<Name extends string> extends TallyOptions<Name> {
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[]
}

interface Timed<Name extends string> {
  readonly labels: Labels<Name>
  /** What is in each bucket and in none below it; the last is for what is above all bounds. */
  readonly counts: number[]
  sum: number
}

/** A line of what is scraped. */
interface Sample {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** A histogram for what happens with every request: prom-client prints it, and does not keep it. */
export class Timing<Name extends string> {
  readonly name: string
  readonly #help: string
  readonly #bounds: readonly number[]
  readonly #series: Series<Name, Timed<Name>>

  constructor({ name, help, labelNames, buckets, registers }: TimingOptions<Name>) {
    this.name = name
    this.#help = help
    this.#bounds = buckets
    this.#series = new Series(labelNames, (labels) => ({
      labels,
      counts: Array.from({ length: buckets.length + 1 }, () => 0),
      sum: 0,
    }))
    // of a metric a registry asks for its name and for get() only
    for (const registry of registers) registry.registerMetric(this as unknown as Metric)
  }

  observe(labels: Labels<Name>, seconds: number): void {
    const timed = this.#series.of(labels)
    const bucket = this.#bucketOf(seconds)
    timed.counts[bucket] = (timed.counts[bucket] ?? 0) + 1
    timed.sum += seconds
  }

  /** For the registry. */
  async get() {
    const values = [...this.#series].flatMap((timed) => this.#toSamples(timed))
    return { name: this.name, help: this.#help, type: 'histogram', aggregator: 'sum', values }
  }

  #bucketOf(seconds: number): number {
    const bounds = this.#bounds
    let bucket = 0
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1
    return bucket
  }

  /** Prometheus has in a bucket all that is in those below it, too. */
  #toSamples({ labels, counts, sum }: Timed<Name>): readonly Sample[] {
    let count = 0
    const buckets = counts.map((more, at) => {
      count += more
      const le = this.#bounds[at] ?? '+Inf'
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ]
  }
}
