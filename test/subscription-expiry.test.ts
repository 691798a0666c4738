import { expect, test } from '@jest/globals'
import { openConversation } from './support/conversations.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { startTestGateway } from './support/start.ts'
import { RawSubscriber } from './support/subscriber.ts'

test('a subscription ends with the token of the identity provider that it came with', async () => {
  await using issuer = await startOidcIssuer()
  await using gateway = await startTestGateway({
    AUTH_MODE: 'oidc',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
  })
  const bearer = async (secondsLeft: number) => {
    const exp = Math.floor(Date.now() / 1000) + secondsLeft
    return { authorization: `Bearer ${await issuer.mint({ sub: 'ada', exp })}` }
  }
  const id = await openConversation(gateway, await bearer(60))
  const socketUrl = `${gateway.url.replace('http', 'ws')}/graphql`

  using lasting = await RawSubscriber.connect(socketUrl, { headers: await bearer(60) })
  // five seconds of tolerance are over in a moment
  using ending = await RawSubscriber.connect(socketUrl, { headers: await bearer(-3) })
  const query = 'subscription ($id: ID!) { conversationEvents(conversationId: $id) { cursor } }'
  ending.subscribe('1', query, { id })

  expect(await ending.closed).toEqual({
    code: 4401,
    reason: 'token expired: connect again with a fresh one and `after` set to the last cursor',
  })
  expect(lasting.socket.readyState).toBe(lasting.socket.OPEN)
})
