type Optional<T> = {
  [K in keyof T]-?: undefined extends T[K] ? K : null extends T[K] ? K : never
}[keyof T]
type Said<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: NonNullable<T[K]> }

/** Leaves out what was not said. GraphQL lets a caller say nothing as null; the wire has no null. */
export function said<T extends object>(fields: T): Said<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Said<T>
}
