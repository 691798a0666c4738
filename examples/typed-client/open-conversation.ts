import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import {
  type CreateConversationInput,
  OpenConversationDocument,
  type OpenConversationMutation,
} from '../../test/generated/graphql.ts'
import introspection from '../../test/generated/possible-types.ts'

/** @param uri of the gateway's `/graphql`, or of the router in front of it */
export function createClient(
  uri: string,
  headers: Readonly<Record<string, string>> = {},
): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri, headers }),
    cache: new InMemoryCache({
      possibleTypes: introspection.possibleTypes,
      typePolicies: {
        Query: {
          fields: {
            // whatever told of a conversation, it is the same conversation
            conversation: (known, { args, toReference }) =>
              known === undefined
                ? toReference({ __typename: 'Conversation', id: String(args?.['id']) })
                : known,
          },
        },
      },
    }),
  })
}

type Payload = OpenConversationMutation['createConversation']
export type Result = Payload['results'][number]
type Problem = NonNullable<Payload['problem']>

/** Opens a conversation, and says what became of it. Throws what the program got wrong. */
export async function openConversation(
  client: ApolloClient,
  input: CreateConversationInput,
): Promise<{ readonly conversationId?: string; readonly said: readonly string[] }> {
  const { data } = await client.mutate({
    mutation: OpenConversationDocument,
    variables: { input },
  })
  if (!data) throw new Error('expected data: a mutation without them throws')
  const { conversation, results, problem } = data.createConversation
  return {
    ...(conversation && { conversationId: conversation.id }),
    said: [...results.map(tellResult), ...(problem ? [tellProblem(problem)] : [])],
  }
}

/** It compiles only as long as it knows every kind of result. */
export function tellResult(result: Result): string {
  switch (result.__typename) {
    case 'UserProfileSet':
      return 'The profile is stored.'
    case 'ConversationRequested':
      return `Conversation ${result.conversationId} is open.`
    case 'EventPublished':
      return `The message is number ${result.sequence} of its dialog.`
    case 'RequestRejected':
      return `${result.requestType} was refused: ${result.message}`
    case 'RequestNotPerformed':
      return `${result.requestType} had no effect.`
    case 'RequestOutcomeUnknown':
      return `${result.requestType} may or may not have had its effect.`
  }
}

/** It compiles only as long as it knows every kind of problem. */
function tellProblem(problem: Problem): string {
  switch (problem.__typename) {
    case 'InvalidInput':
      return problem.fields.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')
    case 'ConversationAlreadyOpen':
      return `Go on in conversation ${problem.conversation?.id ?? 'that is open'}.`
    case 'Throttled':
    case 'UpstreamUnavailable':
      return `Try again in ${problem.retryAfterMs ?? 0} ms.`
    case 'OutcomeUnknown':
      return 'Do not send it again: it could be done twice.'
    case 'IdempotencyConflict':
    case 'ConversationClosed':
    case 'NotFound':
    case 'RequestRefused':
    case 'UpstreamUnauthorized':
      return `${problem.code}: ${problem.message}`
  }
}
