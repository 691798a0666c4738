import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type Bar, toBarChart } from './bar-chart.ts'
import type { Stack } from './stacks.ts'

export interface Row {
  readonly name: string
  readonly kind: Stack['kind']
  readonly remark: string | undefined
  readonly cpuMicroseconds: number
  /** The 10th percentile: a quiet machine's. */
  readonly cpuLow: number
  /** Times the relay's. */
  readonly ratio: number
  readonly perSecond: number
  /** Over the upstream without a server in front of it, at a fixed rate. */
  readonly addedP50Ms: number
  readonly addedP99Ms: number
  /** Requests a second that take half of the stack's core. */
  readonly halfLoad: number
  readonly halfLoadP99Ms: number
  /** Of its core, as it came out. */
  readonly halfLoadShare: number
  readonly residentBytes: number
  readonly firstAnswerMs: number
}

export interface Report {
  readonly command: string
  readonly date: string
  readonly machine: string
  readonly remarks: readonly string[]
  readonly rows: readonly Row[]
  /** Each with the reason. */
  readonly leftOut: readonly string[]
  readonly memoryRequests: number
  readonly rate: number
}

const PAGE = 'docs/performance.md'
export const FOLDER = 'docs/performance'

/** Markdown, cheapest first. */
export function toTable({ rows, rate, memoryRequests, ...report }: Report): string {
  const head = [
    'stack',
    'CPU µs',
    '10th pct.',
    '× relay',
    'req/s',
    `p50 + ms`,
    `p99 + ms`,
    'half load req/s',
    'core then',
    'p99 + ms then',
    'MiB',
    'first answer ms',
  ]
  const body = sorted(rows).map((row) => [
    row.remark === undefined ? row.name : `${row.name} ¹`,
    row.cpuMicroseconds.toFixed(0),
    row.cpuLow.toFixed(0),
    row.ratio.toFixed(2),
    row.perSecond.toFixed(0),
    row.addedP50Ms.toFixed(2),
    row.addedP99Ms.toFixed(2),
    row.halfLoad.toFixed(0),
    `${(row.halfLoadShare * 100).toFixed(0)} %`,
    row.halfLoadP99Ms.toFixed(2),
    (row.residentBytes / 2 ** 20).toFixed(0),
    row.firstAnswerMs.toFixed(0),
  ])
  const footnote = rows.find(({ remark }) => remark !== undefined)?.remark
  return [
    `\`${report.command}\`, ${report.date}: ${report.machine}.`,
    '',
    toMarkdownTable([head, ...body]),
    '',
    ...(footnote === undefined ? [] : [`¹ ${footnote}`, '']),
    `Latency is added to the upstream's own, at ${rate} requests a second and at the rate that takes half of the stack's core. Memory after ${memoryRequests.toLocaleString('en')} requests or more.`,
    '',
    ...report.remarks.map((remark) => `- ${remark}`),
    ...report.leftOut.map((reason) => `- left out: ${reason}`),
  ].join('\n')
}

/** @returns the files that were written */
export async function writeReport(report: Report): Promise<readonly string[]> {
  return writeDocs('bench', toTable(report), {
    [`${FOLDER}/cpu.svg`]: toBarChart({
      title: 'CPU per createConversation, times a bare relay',
      bars: sorted(report.rows).map((row) => toBar(row, row.ratio, row.ratio.toFixed(2))),
      caption: `${report.command}, ${report.date}, ${report.machine}`,
    }),
    [`${FOLDER}/memory.svg`]: toBarChart({
      title: `Memory after ${report.memoryRequests.toLocaleString('en')} requests, MiB`,
      bars: report.rows
        .map((row) => ({ row, mebibytes: row.residentBytes / 2 ** 20 }))
        .toSorted((a, b) => a.mebibytes - b.mebibytes)
        .map(({ row, mebibytes }) => toBar(row, mebibytes, mebibytes.toFixed(0))),
      caption: `${report.command}, ${report.date}, ${report.machine}`,
    }),
  })
}

/**
 * The page of all measurements, one part of it anew.
 * @param part its name between the marks
 * @param charts SVG by path
 * @returns the files that were written
 */
export async function writeDocs(
  part: string,
  text: string,
  charts: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  await mkdir(FOLDER, { recursive: true })
  for (const [path, chart] of Object.entries(charts)) await writeFile(path, chart)
  await writeFile(PAGE, replacePart(await readFile(PAGE, 'utf8'), part, text))
  return [PAGE, ...Object.keys(charts)]
}

function toBar({ name, kind }: Row, value: number, label: string): Bar {
  return { name, value, label, isOurs: kind === 'gateway' }
}

function sorted(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => a.ratio - b.ratio)
}

function replacePart(page: string, part: string, text: string): string {
  const [first, last] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`]
  const begin = page.indexOf(first)
  const end = page.indexOf(last)
  if (begin === -1 || end < begin) throw new Error(`expected ${first} and ${last} in ${PAGE}`)
  return `${page.slice(0, begin + first.length)}\n\n${text}\n\n${page.slice(end)}`
}

/** As prettier aligns it: the first column to the left, and a rule below the head. */
export function toMarkdownTable([head = [], ...body]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  )
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [toLine(head), `| ${rule.join(' | ')} |`, ...body.map(toLine)].join('\n')
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}
