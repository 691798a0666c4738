const offered = ['application/json', 'application/graphql-response+json'] as const
export type MediaType = (typeof offered)[number]

interface Wish {
  readonly range: string
  readonly quality: number
}

interface Rank {
  readonly quality: number
  readonly specificity: number
  /** Of the wish in the header. */
  readonly position: number
}

const unwanted: Rank = { quality: 0, specificity: -1, position: 0 }

/** What an answer of GraphQL is labelled as: plain JSON, unless the caller likes the newer type better. */
export function chooseMediaType(accept: string | undefined): MediaType {
  if (accept === undefined || accept === '*/*' || accept === 'application/json')
    return 'application/json'
  const wishes = accept.split(',').map(toWish)
  const [json, graphql] = offered.map((type) => rankOf(type, wishes))
  return json && graphql && graphql.quality > 0 && isBetter(graphql, json)
    ? 'application/graphql-response+json'
    : 'application/json'
}

function toWish(text: string): Wish {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { range, quality: weight === undefined ? 1 : Number(weight) || 0 }
}

/** RFC 9110, section 12.5.1: the most specific range that matches decides. */
function rankOf(type: MediaType, wishes: readonly Wish[]): Rank {
  const ranges = ['*/*', 'application/*', type]
  return wishes
    .map(({ range, quality }, position) => {
      return { quality, specificity: ranges.indexOf(range), position }
    })
    .reduce((best, rank) => (rank.specificity > best.specificity ? rank : best), unwanted)
}

function isBetter(a: Rank, b: Rank): boolean {
  if (a.quality !== b.quality) return a.quality > b.quality
  if (a.specificity !== b.specificity) return a.specificity > b.specificity
  return a.position < b.position
}
