import { LRUCache } from 'lru-cache'

const MAX_TOKENS = 10_000
/** Callers choose how long theirs are; many short ones take more than their characters. */
const MAX_CHARACTERS = 10_000_000

export interface TokenMemoryOptions<V> {
  /** @default 10,000 */
  readonly maxTokens?: number | undefined
  /** How many characters a value holds besides its token. */
  readonly charactersOf?: (value: V) => number
}

/** What was read of a token, by the token; what was used least recently makes room. */
export function tokenMemory<V extends object>({
  maxTokens = MAX_TOKENS,
  charactersOf = () => 0,
}: TokenMemoryOptions<V> = {}): LRUCache<string, V> {
  return new LRUCache({
    max: maxTokens,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (value, token) => 1 + token.length + charactersOf(value),
  })
}
