import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const hasProc = existsSync('/proc/self/stat')

/** CPU time of a process so far, of all its threads, in the program and in the kernel, as the system counts it. */
export function cpuSecondsOf(pid: number): number {
  return hasProc ? cpuSecondsFromProc(pid) : cpuSecondsFromPs(pid)
}

/** Memory of a process that is in RAM. */
export function residentBytesOf(pid: number): number {
  if (!hasProc) return Number(ps(pid, 'rss')) * 1024
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

let ticksPerSecond: number | undefined

/** proc_pid_stat(5): utime and stime are its fields 14 and 15, and its second one may hold spaces. */
function cpuSecondsFromProc(pid: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** `[[hours:]minutes:]seconds`, as macOS prints it. */
function cpuSecondsFromPs(pid: number): number {
  return ps(pid, 'time')
    .split(':')
    .reduce((seconds, part) => seconds * 60 + Number(part), 0)
}

function ps(pid: number, column: string): string {
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim()
}
