export type Labels<Name extends string> = Readonly<Record<Name, string>>

/** What is kept for labels of one name after another, and below their values for those of the next. */
class Branch<Kept> {
  kept: Kept | undefined
  readonly #branches = new Map<string, Branch<Kept>>()

  at(value: string): Branch<Kept> {
    const known = this.#branches.get(value)
    if (known) return known
    const branch = new Branch<Kept>()
    this.#branches.set(value, branch)
    return branch
  }
}

/**
 * Something kept for each combination of labels that was asked for. The values are looked up as they
 * are, one after the other: prom-client writes a text of all of them each time.
 */
export class Series<Name extends string, Kept> {
  readonly #names: readonly Name[]
  readonly #make: (labels: Labels<Name>) => Kept
  readonly #root = new Branch<Kept>()
  readonly #all: Kept[] = []

  /** @param names the labels of each series, without a further one */
  constructor(names: readonly Name[], make: (labels: Labels<Name>) => Kept) {
    this.#names = names
    this.#make = make
  }

  of(labels: Labels<Name>): Kept {
    let branch = this.#root
    for (const name of this.#names) branch = branch.at(labels[name])
    return (branch.kept ??= this.#add(labels))
  }

  /** In the order in which they were first asked for. */
  [Symbol.iterator](): Iterator<Kept> {
    return this.#all.values()
  }

  #add(labels: Labels<Name>): Kept {
    const kept = this.#make(labels)
    this.#all.push(kept)
    return kept
  }
}
