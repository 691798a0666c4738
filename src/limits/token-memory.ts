import { LRUCache } from 'lru-cache'

const MAX_TOKENS = 10_000
/** Callers choose how long theirs are; many short ones take more than their characters. */
const MAX_CHARACTERS = 10_000_000

/**
 * What was read of a token, by the token; what was used least recently makes room.
 * @param charactersOf how many a value holds besides
 */
export function tokenMemory<V extends object>(
  charactersOf: (value: V) => number = () => 0,
): LRUCache<string, V> {
  return new LRUCache({
    max: MAX_TOKENS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (value, token) => 1 + token.length + charactersOf(value),
  })
}
