import type { Scrape } from './scrape.ts'

interface Selector {
  readonly name: string
  readonly labels: readonly string[]
  /** Compared whole, not by a pattern. */
  readonly values: readonly (readonly [label: string, value: string])[]
}

/** Labels that Prometheus adds, or that no series shows by itself. */
const addedLabels = ['instance', 'le']

/** Every series that a query selects, by its name and what it compares. */
export function selectorsIn(query: string): readonly Selector[] {
  const found = [...query.matchAll(/\b((?:gateway|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)]
  return found.map(([, name = '', matchers = '']) => ({
    name,
    labels: [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
    values: [...matchers.matchAll(/(\w+)\s*!?="([^"]*)"/g)].map(
      ([, label = '', value = '']) => [label, value] as const,
    ),
  }))
}

/** What a query asks for that was not scraped: names, labels and their values. */
export function missingFrom({ samples, valueOf }: Scrape, query: string): readonly string[] {
  const selectors = selectorsIn(query)
  if (selectors.length === 0) return [`no series in ${query}`]
  const labelsOf = (wanted: string): ReadonlySet<string> =>
    new Set(samples.flatMap(({ name, labels }) => (name === wanted ? Object.keys(labels) : [])))
  const unknownSeries = selectors.flatMap(({ name, labels, values }) => [
    ...(valueOf(name) === undefined ? [name] : []),
    ...labels.filter((label) => !labelsOf(name).has(label)).map((label) => `${name} by ${label}`),
    ...values
      .filter(([label, value]) => valueOf(name, { [label]: value }) === undefined)
      .map(([label, value]) => `${name} with ${label} ${value}`),
  ])
  const groupings = [...query.matchAll(/\bby \(([^)]*)\)/g)]
    .flatMap(([, labels = '']) => labels.split(',').map((label) => label.trim()))
    .filter((label) => !addedLabels.includes(label))
    .filter((label) => !selectors.some(({ name }) => labelsOf(name).has(label)))
  return [...unknownSeries, ...groupings]
}
