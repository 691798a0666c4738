type Optional<T> = {
  [K in keyof T]-?: undefined extends T[K] ? K : null extends T[K] ? K : never
}[keyof T]
type Said<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: NonNullable<T[K]> }

/** Leaves out what was not said. GraphQL lets a caller say nothing as null; the wire has no null. */
export function said<T extends object>(fields: T): Said<T> {
  for (const name in fields) if (!isSaid(fields[name])) return withoutUnsaid(fields)
  return fields
}

function withoutUnsaid<T extends object>(fields: T): Said<T> {
  const rest: Partial<T> = {}
  for (const name in fields) if (isSaid(fields[name])) rest[name] = fields[name]
  return rest as Said<T>
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null
