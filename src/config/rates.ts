import { z } from 'zod'
import { isNetwork, type TrustedProxies } from '../rates/caller-address.ts'
import type { Rate, RateLimits } from '../rates/rate.ts'
import type { Environment } from './environment.ts'

const MAX_HOPS = 10
const MAX_POINTS = 1_000_000_000
const DAY_SECONDS = 86_400

/** `N/SECONDSs`, or `off`. */
export const rate = z.string().transform((text, context): Rate | 'off' => {
  if (text === 'off') return 'off'
  const [, points = '0', seconds = '0'] = /^(\d{1,10})\/(\d{1,5})s$/.exec(text) ?? []
  const given = { points: Number(points), seconds: Number(seconds) }
  const isSound = given.points <= MAX_POINTS && given.seconds <= DAY_SECONDS
  if (given.points >= 1 && given.seconds >= 1 && isSound) return given
  const message = `expected NUMBER/SECONDSs such as 600/60s, or off, got ${JSON.stringify(text)}`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** A number of proxies in a row, or where they are. */
export const trustedProxies = z.string().transform((text, context): TrustedProxies => {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_HOPS) {
    return { kind: 'hops', count: Number(text) }
  }
  const networks = text.split(',').map((part) => part.trim())
  if (networks.every(isNetwork)) return { kind: 'listed', networks }
  const message = `expected a number of proxies from 1 to ${MAX_HOPS}, or addresses and CIDR ranges such as 10.0.0.0/8, comma-separated, got ${JSON.stringify(text)}`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** Only production has limits unless it is told: a laptop calls itself as often as it likes. */
const productionDefaults: Required<RateLimits> = {
  address: { points: 1200, seconds: 60 },
  consumer: { points: 600, seconds: 60 },
  account: { points: 12_000, seconds: 60 },
}

export function readRates(env: Environment): RateLimits {
  const defaults: RateLimits = env.NODE_ENV === 'production' ? productionDefaults : {}
  const address = env.RATE_LIMIT_ADDRESS ?? defaults.address
  const consumer = env.RATE_LIMIT_CONSUMER ?? defaults.consumer
  const account = env.RATE_LIMIT_ACCOUNT ?? defaults.account
  return {
    ...(address && address !== 'off' && { address }),
    ...(consumer && consumer !== 'off' && { consumer }),
    ...(account && account !== 'off' && { account }),
  }
}
