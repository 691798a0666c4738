import {
  type ASTVisitor,
  type DocumentNode,
  Kind,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { fragmentsOf, measureDocument, type Size } from './document-size.ts'
import { MAX_INPUT_DEPTH } from './input-size.ts'
import { refusal, type RefusalCode } from './refusal.ts'
import { countEffects } from './side-effects.ts'
import { subscriptionConditions } from './subscription-conditions.ts'

/**
 * What every document is parsed with. It bounds the lists in a document, too. The parser calls itself
 * for each bracket, and without warm-up its stack ends after some 1,900.
 */
export const parseOptions = { maxTokens: 1_500 } as const

/** What every document is validated with, besides the rules of GraphQL's specification. */
export const limitRules: readonly ValidationRule[] = [documentLimits, subscriptionConditions]

/** In the order in which they are told: a document is refused for one reason. */
const limits: readonly (readonly [what: keyof Size, max: number, code: RefusalCode])[] = [
  // the introspection of graphql-js, whose types nest nine times, needs 15
  ['depth', 16, 'OPERATION_TOO_DEEP'],
  ['aliases', 30, 'TOO_MANY_ALIASES'],
  ['directivesAtOnePlace', 4, 'TOO_MANY_DIRECTIVES'],
  ['directives', 50, 'TOO_MANY_DIRECTIVES'],
  // that introspection needs 240; a router asks for every type of a union by itself
  ['selections', 400, 'OPERATION_TOO_LARGE'],
  ['inputDepth', MAX_INPUT_DEPTH, 'INPUT_TOO_DEEP'],
]

/** One for the whole document: it says the first that is too much, and none of the others goes on. */
function documentLimits(context: ValidationContext): ASTVisitor {
  return {
    Document(document): DocumentNode | undefined {
      const code = findDocumentExcess(document)
      if (code === undefined) return undefined
      context.reportError(refusal(code))
      // The other rules go on with what is returned, so they spend no time on what was sent.
      return { ...document, definitions: [] }
    },
  }
}

export function findDocumentExcess(document: DocumentNode): RefusalCode | undefined {
  const sizes = measureDocument(document)
  const exceeded = limits.find(([what, max]) => sizes.some((size) => size[what] > max))
  if (exceeded) return exceeded[2]

  const { definitions } = document
  const fragments = fragmentsOf(definitions)
  const hasManyEffects = definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && countEffects(node, fragments) > 1,
  )
  return hasManyEffects ? 'TOO_MANY_EFFECTS' : undefined
}
