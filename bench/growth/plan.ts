/** How far, how often and for how long. */
export interface Plan {
  readonly rounds: number
  /** Of a slice. */
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly attributes: readonly number[]
  readonly accounts: readonly number[]
  readonly consumers: readonly number[]
  readonly subscriptions: readonly number[]
  readonly replicas: readonly number[]
  /** How long a gateway may take to see all consumers of a point; where that is too little, it sees fewer. */
  readonly fillSeconds: number
  /** That each gateway of the consumers has answered at least: fewer, and it would still be compiling. */
  readonly memoryRequests: number
}

export const thorough: Plan = {
  rounds: 5,
  seconds: 0.8,
  warmUpSeconds: 3,
  attributes: [1, 2, 5, 10, 20, 50, 100, 200],
  accounts: [1, 10, 100, 1000],
  consumers: [1, 100, 10_000, 100_000, 1_000_000],
  subscriptions: [0, 100, 1000, 5000],
  replicas: [1, 2, 4],
  fillSeconds: 75,
  memoryRequests: 20_000,
}

/** For a look. */
export const quick: Plan = {
  ...thorough,
  rounds: 3,
  seconds: 0.4,
  warmUpSeconds: 1,
  consumers: [1, 10_000, 100_000],
  subscriptions: [0, 1000, 5000],
  fillSeconds: 10,
  memoryRequests: 5000,
}
