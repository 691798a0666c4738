import { conditionsOf } from './document.ts'
import { type ExecutePlan, preparePlan, type Task } from './plan.ts'
import type { Variables } from './run.ts'

/** More than callers of one operation are known to mix. The oldest makes room. */
const MAX_PLANS = 8

/** One plan for each combination of conditions, made when it is first met. */
export function plansOf(task: Task): (coerced: Variables) => ExecutePlan {
  const conditions = conditionsOf(task.document)
  const plans = new Map<string, ExecutePlan>()
  return (coerced) => {
    const key = conditions.map((name) => String(coerced[name])).join()
    const known = plans.get(key)
    if (known) return known
    const [oldest] = plans.keys()
    if (oldest !== undefined && plans.size === MAX_PLANS) plans.delete(oldest)
    const plan = preparePlan(
      task,
      Object.fromEntries(conditions.map((name) => [name, coerced[name]])),
    )
    plans.set(key, plan)
    return plan
  }
}
