import { beginSvg, escapeText, headline } from './svg.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  /** The value, as it is to be read. */
  readonly label: string
  readonly isOurs: boolean
}

export interface BarChart {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly caption: string
}

const WIDTH = 900
const NAMES = 230
const LABELS = 70
const ROW = 24
const HEAD = 44
const FOOT = 34

/** SVG that reads on a light ground and on a dark one. */
export function toBarChart({ title, bars, caption }: BarChart): string {
  const height = HEAD + bars.length * ROW + FOOT
  const most = Math.max(...bars.map(({ value }) => value))
  const scale = (WIDTH - NAMES - LABELS) / most
  return [
    ...beginSvg(title, { width: WIDTH, height, fontSize: 13 }),
    '<style>text{fill:#1f2328}.ours{fill:#1a7f5a}.others{fill:#8c959f}.small{font-size:10px}',
    '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#3fb68b}.others{fill:#6e7681}}</style>',
    headline(title),
    ...bars.flatMap((bar, index) => toLines(bar, HEAD + index * ROW, scale)),
    `<text class="small" x="8" y="${height - 10}">${escapeText(caption)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

function toLines({ name, value, label, isOurs }: Bar, top: number, scale: number): string[] {
  const width = (value * scale).toFixed(1)
  const baseline = top + ROW / 2 + 4
  return [
    `<text x="${NAMES - 8}" y="${baseline}" text-anchor="end">${escapeText(name)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'others'}" x="${NAMES}" y="${top + 3}" width="${width}" height="${ROW - 6}"/>`,
    `<text x="${NAMES + Number(width) + 6}" y="${baseline}">${escapeText(label)}</text>`,
  ]
}
