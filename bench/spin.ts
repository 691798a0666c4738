/**
 * Does nothing else than look at the clock, for so many seconds, and prints how often and how long it was kept from that:
 * by the system, or by the machine below it. `spin.ts SECONDS`
 */
import type { Stalls } from './machine.ts'

const STALL_MS = 1

const until = performance.now() + Number(process.argv[2]) * 1000
let times = 0
let totalMs = 0
let longestMs = 0
for (let last = performance.now(), now = last; now < until; last = now) {
  now = performance.now()
  const pausedMs = now - last
  if (pausedMs < STALL_MS) continue
  times += 1
  totalMs += pausedMs
  longestMs = Math.max(longestMs, pausedMs)
}
console.log(JSON.stringify({ times, totalMs, longestMs } satisfies Stalls))
