/**
 * Which slot was written before which: rows of slots, linked both ways. Links are kept in two lists
 * and not in objects, which the garbage collector would have to visit one by one.
 */
export class SlotLinks {
  readonly #older: (number | undefined)[] = []
  readonly #newer: (number | undefined)[] = []

  olderThan(slot: number): number | undefined {
    return this.#older[slot]
  }

  newerThan(slot: number): number | undefined {
    return this.#newer[slot]
  }

  /** After the newest of its row; without one it begins a row of its own. */
  append(slot: number, newest: number | undefined): void {
    this.#older[slot] = newest
    this.#newer[slot] = undefined
    if (newest !== undefined) this.#newer[newest] = slot
  }

  /** Its neighbours become each other's; its own links stay as they were. */
  remove(slot: number): void {
    const older = this.#older[slot]
    const newer = this.#newer[slot]
    if (older !== undefined) this.#newer[older] = newer
    if (newer !== undefined) this.#older[newer] = older
  }
}
