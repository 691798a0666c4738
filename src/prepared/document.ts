import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  visit,
} from 'graphql'

/** By name, as graphql-js hands them to resolvers. */
export function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  return fragments
}

/** The variables that decide, in @skip and @include, what is left out. */
export function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive: (directive) => {
      for (const name of conditionsIn(directive)) names.add(name)
    },
  })
  return [...names]
}

function conditionsIn({ name, arguments: given = [] }: DirectiveNode): readonly string[] {
  if (name.value !== 'skip' && name.value !== 'include') return []
  return given.flatMap(({ value }) => (value.kind === Kind.VARIABLE ? [value.name.value] : []))
}

/** Introspection, which is large and rare, and a key that no plain object can have. */
const unpreparedNames = new Set(['__schema', '__type', '__proto__'])
/** These have an answer come in parts. */
const unpreparedDirectives = new Set(['defer', 'stream'])

/** Whether it holds anything that only graphql-js deals with. */
export function isUnprepared(document: DocumentNode): boolean {
  let isFound = false
  visit(document, {
    Name: ({ value }) => {
      isFound ||= unpreparedNames.has(value)
    },
    Directive: ({ name }) => {
      isFound ||= unpreparedDirectives.has(name.value)
    },
  })
  return isFound
}
