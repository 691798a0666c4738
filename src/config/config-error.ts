/** Everything that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  /** @param faults one line each: the variable, what was expected, and the remedy; never a secret */
  constructor(readonly faults: readonly string[]) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`
    super([`The configuration has ${count}:`, ...faults.map((fault) => `  - ${fault}`)].join('\n'))
  }
}
