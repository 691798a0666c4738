import { readdirSync, readFileSync } from 'node:fs'

/** A thread of a process on Linux. */
export interface Thread {
  readonly name: string
  /** From −20, which comes first, to 19. */
  readonly niceness: number
  /** In the program and in the kernel, so far. */
  readonly cpuSeconds: number
}

/** USER_HZ, which is the same on whatever Linux Node runs. */
const TICKS_PER_SECOND = 100

export function threadsOf(pid: number): readonly Thread[] {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).map((id) => parse(readFileSync(`${tasks}/${id}/stat`, 'utf8')))
}

/** proc_pid_stat(5): the name stands in parentheses and may hold more of them; after it come the third field and all others. */
function parse(stat: string): Thread {
  const end = stat.lastIndexOf(')')
  const fields = stat.slice(end + 2).split(' ')
  const numberAt = (field: number) => Number(fields[field - 3])
  return {
    name: stat.slice(stat.indexOf('(') + 1, end),
    niceness: numberAt(19),
    cpuSeconds: (numberAt(14) + numberAt(15)) / TICKS_PER_SECOND,
  }
}
