import { describe, expect, it } from '@jest/globals'
import { RetryBudget } from './retry-budget.ts'

function spendAll(budget: RetryBudget): number {
  let spent = 0
  while (budget.spend()) spent += 1
  return spent
}

describe('a retry budget', () => {
  it('has ten retries to begin with', () => {
    expect(spendAll(new RetryBudget(() => 0))).toBe(10)
  })

  it('earns one retry with every five requests', () => {
    const budget = new RetryBudget(() => 0)
    spendAll(budget)

    for (let request = 0; request < 15; request++) budget.earn()

    expect(spendAll(budget)).toBe(3)
  })

  it('earns three retries a second without any request', () => {
    let now = 0
    const budget = new RetryBudget(() => now)
    spendAll(budget)

    now = 2000

    expect(spendAll(budget)).toBe(6)
  })

  it('saves no more than ten', () => {
    let now = 0
    const budget = new RetryBudget(() => now)

    now = 3_600_000
    for (let request = 0; request < 100; request++) budget.earn()

    expect(spendAll(budget)).toBe(10)
  })
})
