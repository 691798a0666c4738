/** So much in so long, counted in windows that begin with the first call of each. */
export interface Rate {
  readonly points: number
  readonly seconds: number
}

export const rateNames = ['address', 'consumer', 'account'] as const
export type RateName = (typeof rateNames)[number]

/** Those that are limited. */
export type RateLimits = Readonly<Partial<Record<RateName, Rate>>>

/** How one key stands, after what was counted last. */
export interface Standing {
  readonly name: RateName
  readonly isOver: boolean
  readonly remaining: number
  /** Until its window ends. */
  readonly resetMs: number
}
