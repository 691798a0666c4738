import { beginSvg, escapeText, headline } from './svg.ts'

export interface Line {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface LineChart {
  readonly title: string
  /** What is along each axis, with its unit. */
  readonly x: string
  readonly y: string
  /** Two at the most. */
  readonly lines: readonly Line[]
  readonly caption: string
}

const WIDTH = 900
const HEIGHT = 360
const LEFT = 70
const RIGHT = 30
const TOP = 76
const BOTTOM = 80
/** From so many times the least on, the axis is logarithmic. */
const DECADES = 1000

/** SVG that reads on a light ground and on a dark one. The vertical axis begins at 0. */
export function toLineChart({ title, x, y, lines, caption }: LineChart): string {
  const all = lines.flatMap(({ points }) => points)
  const across = toScale(
    all.map((point) => point.x),
    [LEFT, WIDTH - RIGHT],
  )
  const up = toScale([0, ...all.map((point) => point.y)], [HEIGHT - BOTTOM, TOP])
  return [
    ...beginSvg(title, { width: WIDTH, height: HEIGHT, fontSize: 12 }),
    '<style>text{fill:#1f2328}.grid{stroke:#d1d9e0}.small{font-size:10px}path{fill:none;stroke-width:2}',
    'path.line0{stroke:#1a7f5a}circle.line0{fill:#1a7f5a}path.line1{stroke:#9a5b13;stroke-dasharray:6 3}circle.line1{fill:#9a5b13}',
    '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#3d444d}path.line0{stroke:#3fb68b}circle.line0{fill:#3fb68b}path.line1{stroke:#e0a458}circle.line1{fill:#e0a458}}</style>',
    headline(title),
    `<text x="8" y="${TOP - 26}">${escapeText(y)}</text>`,
    ...up.ticks.flatMap((tick) => [
      `<line class="grid" x1="${LEFT}" y1="${up.at(tick)}" x2="${WIDTH - RIGHT}" y2="${up.at(tick)}"/>`,
      `<text x="${LEFT - 8}" y="${up.at(tick) + 4}" text-anchor="end">${toNumber(tick)}</text>`,
    ]),
    ...across.ticks.flatMap((tick) => [
      `<line class="grid" x1="${across.at(tick)}" y1="${HEIGHT - BOTTOM}" x2="${across.at(tick)}" y2="${HEIGHT - BOTTOM + 5}"/>`,
      `<text x="${across.at(tick)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${toNumber(tick)}</text>`,
    ]),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - BOTTOM + 42}" text-anchor="middle">${escapeText(x)}${across.isLogarithmic ? ' (logarithmic)' : ''}</text>`,
    ...lines.flatMap((line, index) => toCurve(line, index, across, up)),
    ...(lines.length > 1 ? lines.flatMap(toKey) : []),
    `<text class="small" x="8" y="${HEIGHT - 10}">${escapeText(caption)}</text>`,
    '</svg>',
    '',
  ].join('\n')
}

interface Scale {
  readonly isLogarithmic: boolean
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

function toScale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const least = Math.min(...values)
  const most = Math.max(...values)
  if (least > 0 && most / least >= DECADES) {
    const decades = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))] as const
    const count = decades[1] - decades[0]
    return {
      isLogarithmic: true,
      ticks: Array.from({ length: count + 1 }, (_, index) => 10 ** (decades[0] + index)),
      at: (value) => round(from + ((to - from) * (Math.log10(value) - decades[0])) / count),
    }
  }
  const step = toStep(most)
  const end = Math.max(1, Math.ceil(most / step)) * step
  return {
    isLogarithmic: false,
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step),
    at: (value) => round(from + ((to - from) * value) / end),
  }
}

/** 1, 2 or 5 times a power of ten, so that there are four to ten of them. */
function toStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 4 || 1))
  return power * ([5, 2].find((times) => (most / 4 || 1) / power >= times) ?? 1)
}

function toCurve({ points }: Line, index: number, across: Scale, up: Scale): readonly string[] {
  const places = points.map(({ x, y }) => `${across.at(x)} ${up.at(y)}`)
  return [
    `<path class="line${index}" d="M${places.join(' L')}"/>`,
    ...points.map(
      ({ x, y }) => `<circle class="line${index}" cx="${across.at(x)}" cy="${up.at(y)}" r="3.5"/>`,
    ),
  ]
}

function toKey({ name }: Line, index: number): readonly string[] {
  const left = WIDTH - RIGHT - 240 + index * 130
  return [
    `<path class="line${index}" d="M${left} ${TOP - 30} h24"/>`,
    `<text x="${left + 30}" y="${TOP - 26}">${escapeText(name)}</text>`,
  ]
}

function toNumber(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 })
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
