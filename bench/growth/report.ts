import { toLineChart } from '../line-chart.ts'
import { FOLDER, toMarkdownTable, writeDocs } from '../report.ts'
import type { Row, Series } from './series.ts'
import { judge, rules } from './verdict.ts'

export interface GrowthReport {
  readonly command: string
  readonly date: string
  readonly machine: string
  readonly remarks: readonly string[]
  readonly series: readonly Series[]
  /** Each with the reason. */
  readonly leftOut: readonly string[]
}

/** Markdown: what was done, a table, and whether it grows at most linearly. */
export function toSection(series: Series): string {
  const { kind, rows, remarks, helperShare } = series
  const [first] = rows
  if (first === undefined) throw new TypeError('expected a point')
  const cellOf = (row: Row, { valueOf, digits }: (typeof kind.columns)[number]) =>
    valueOf(row, first)?.toFixed(digits) ?? ''
  const used = new Set(Object.values(kind.rules))
  return [
    `### ${kind.title}`,
    '',
    kind.about,
    '',
    toMarkdownTable([
      [kind.x, ...kind.columns.map(({ head }) => head)],
      ...rows.map((row) => [
        row.x.toLocaleString('en'),
        ...kind.columns.map((column) => cellOf(row, column)),
      ]),
    ]),
    '',
    ...judge(series).map(({ text }) => `- ${text}`),
    ...[...used].map((rule) => `- rule: ${rules[rule]}`),
    ...remarks.map((remark) => `- ${remark}`),
    `- CPU of the helpers' core at most: ${Math.round(helperShare * 100)} %`,
  ].join('\n')
}

/** @returns the files that were written */
export function writeGrowth(report: GrowthReport): Promise<readonly string[]> {
  const { series, command, date, machine, remarks, leftOut } = report
  const caption = `${command}, ${date}, ${machine}`
  const charts = series.flatMap(({ kind, rows }) =>
    kind.charts.map(({ name, title, y, lines }) => {
      const drawn = lines.map((line) => ({
        name: line.name,
        points: rows.map((row) => ({ x: row.x, y: line.valueOf(row) })),
      }))
      const chart = toLineChart({ title, x: kind.x, y, lines: drawn, caption })
      return { kind, title, path: `growth-${name}.svg`, chart }
    }),
  )
  const sections = series.map((one) => {
    const images = charts.filter(({ kind }) => kind === one.kind)
    return [toSection(one), ...images.map(({ title, path }) => `![${title}](performance/${path})`)]
  })
  const notes = [...remarks, ...leftOut.map((reason) => `left out: ${reason}`)]
  const text = [
    `\`${command}\`, ${date}: ${machine}.`,
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    ...sections.flat(),
  ].join('\n\n')
  return writeDocs(
    'growth',
    text,
    Object.fromEntries(charts.map(({ path, chart }) => [`${FOLDER}/${path}`, chart])),
  )
}
