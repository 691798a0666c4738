import { Counter, type Registry } from 'prom-client'
import { type Labels, Series } from './series.ts'

export interface TallyOptions<Name extends string> {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly Name[]
  readonly registers: Registry[]
}

/** A counter for what happens with every request: prom-client's is told of it when it is scraped. */
export class Tally<Name extends string> {
  readonly #series: Series<Name, { readonly labels: Labels<Name>; untold: number }>

  constructor(options: TallyOptions<Name>) {
    const series = new Series(options.labelNames, (labels: Labels<Name>) => ({ labels, untold: 0 }))
    this.#series = series
    // registers itself
    void new Counter({
      ...options,
      collect() {
        for (const one of series) {
          this.inc(one.labels, one.untold)
          one.untold = 0
        }
      },
    })
  }

  inc(labels: Labels<Name>): void {
    this.#series.of(labels).untold += 1
  }
}
