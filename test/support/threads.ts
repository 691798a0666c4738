import { readdirSync, readFileSync } from 'node:fs'

/** A thread of a process on Linux. */
export interface Thread {
  readonly name: string
  /** From −20, which comes first, to 19. */
  readonly niceness: number
}

export function threadsOf(pid: number): readonly Thread[] {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).map((id) => parse(readFileSync(`${tasks}/${id}/stat`, 'utf8')))
}

/** proc_pid_stat(5): the name stands in parentheses and may hold more of them; niceness is the 17th field after it. */
function parse(stat: string): Thread {
  const end = stat.lastIndexOf(')')
  const fields = stat.slice(end + 2).split(' ')
  return { name: stat.slice(stat.indexOf('(') + 1, end), niceness: Number(fields[16]) }
}
