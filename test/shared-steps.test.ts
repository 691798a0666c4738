import { describe, expect, it } from '@jest/globals'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

async function create(gateway: TestGateway) {
  const { data, errors } = await gateway.execute(CreateConversationDocument, { input: {} })
  return data?.createConversation ?? errors
}

describe('a token that several calls wait for', () => {
  it('and that does not come is no fault of ours to the one whose own time is not over', async () => {
    await using gateway = await startTestGateway({ UPSTREAM_TIMEOUT_MS: '3000' })
    const mint = gateway.emulator.holdNext('appJwt')
    const first = create(gateway)
    // whoever is too slow to come that far has an answer by then, and fails below instead of waiting
    await Promise.race([mint.arrived, first])

    const second = create(gateway)

    const nothingDone = {
      outcome: 'NOT_CREATED',
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    }
    expect(await first).toMatchObject(nothingDone)
    expect(await second).toMatchObject(nothingDone)
  })
})
