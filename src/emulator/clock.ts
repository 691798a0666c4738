/** The emulator's own time: real time, moved forward on request so that tokens expire early. */
export class Clock {
  #offsetMs = 0

  now(): number {
    return Date.now() + this.#offsetMs
  }

  advance(seconds: number): void {
    this.#offsetMs += seconds * 1000
  }

  reset(): void {
    this.#offsetMs = 0
  }
}
