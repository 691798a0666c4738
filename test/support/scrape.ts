/** One number that an operator reads. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Scrape {
  readonly samples: readonly Sample[]
  /** Types by the name of the metric. */
  readonly types: ReadonlyMap<string, string>
  /** The sum over every series that has these labels; undefined when there is none. */
  readonly valueOf: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
}

/** `/metrics`, read as Prometheus reads it. */
export async function scrape(gateway: { readonly url: string }): Promise<Scrape> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  const lines = text.split('\n')
  const samples = lines.flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)]
    return [
      {
        name,
        labels: Object.fromEntries(pairs.map(([, label = '', said = '']) => [label, said])),
        value: Number(value),
      },
    ]
  })
  return {
    samples,
    types: new Map(
      lines.flatMap((line) => {
        const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
        return name !== undefined && type !== undefined ? [[name, type]] : []
      }),
    ),
    valueOf: (name, wanted = {}) => {
      const found = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(wanted).every(([label, said]) => sample.labels[label] === said),
      )
      return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
    },
  }
}
