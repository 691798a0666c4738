import { registerEnumType } from 'type-graphql'

/**
 * A GraphQL enum from its values and their descriptions. Each value is its own name: a subgraph
 * schema coerces defaults before it knows other internal values.
 */
export function closedEnum<const Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [N in Name]: N } {
  const names = Object.keys(values) as Name[]
  const members = Object.fromEntries(names.map((value) => [value, value])) as { [N in Name]: N }
  registerEnumType(members, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      names.map((value) => [value, { description: values[value] }]),
    ) as { [N in Name]: { description: string } },
  })
  return members
}
