import type { ApolloServerPlugin } from '@apollo/server'
import { askedOperationOf } from './asked-operation.ts'
import type { PreparedOperations } from './prepared-operations.ts'

/** Has what Apollo Server is about to execute prepared for the next one who asks for it. */
export function admission(operations: Pick<PreparedOperations, 'admit'>): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      executionDidStart: async ({ request: { http }, document }) => {
        const asked = http?.method === 'POST' ? askedOperationOf(http.body) : undefined
        if (asked) operations.admit(asked, document)
      },
    }),
  }
}
