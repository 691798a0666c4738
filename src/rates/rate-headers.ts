import { type RateLimits, type RateName, rateNames, type Standing } from './rate.ts'

/**
 * What a consumer and a caller's address may, by draft-ietf-httpapi-ratelimit-headers-10. The
 * account's standing is not told: it would show everybody how busy the brand is.
 */
export const toldNames = rateNames.filter((name) => name !== 'account')

/** The value of `RateLimit-Policy`; undefined when nothing of it is limited. */
export function toPolicyHeader(limits: RateLimits): string | undefined {
  const policies = toldNames.flatMap((name) => {
    const rate = limits[name]
    return rate ? [`"${name}";q=${rate.points};w=${rate.seconds}`] : []
  })
  return policies.length === 0 ? undefined : policies.join(', ')
}

/**
 * The value of `RateLimit`; undefined when nothing of it was counted. What was counted several times,
 * as the fields of one operation are, stands as it was counted last.
 */
export function toStandingHeader(standings: readonly Standing[]): string | undefined {
  let header: string | undefined
  for (const name of toldNames) {
    const standing = lastOf(name, standings)
    if (standing === undefined) continue
    const item = `"${name}";r=${standing.remaining};t=${toSeconds(standing.resetMs)}`
    header = header === undefined ? item : `${header}, ${item}`
  }
  return header
}

function lastOf(name: RateName, standings: readonly Standing[]): Standing | undefined {
  let last: Standing | undefined
  for (const standing of standings) if (standing.name === name) last = standing
  return last
}

/** The value of `Retry-After`: never a moment too early. */
export function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
