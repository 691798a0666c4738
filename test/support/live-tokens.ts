import type { Emulator } from '../../src/emulator/emulator.ts'

/** What a caller in passthrough does before they come to us. */
export async function liveTokens({ url, accounts }: Emulator, consumer: string) {
  const [account] = accounts
  const sentinel = await fetch(
    `${url}/sentinel/api/account/${account?.accountId}/app/token?v=1.0&grant_type=client_credentials`,
    {
      method: 'POST',
      body: new URLSearchParams({
        client_id: account?.clientId ?? '',
        client_secret: account?.clientSecret ?? '',
      }),
    },
  )
  const { access_token: appJwt } = (await sentinel.json()) as { access_token: string }
  const idp = await fetch(`${url}/api/account/${account?.accountId}/consumer?v=1.0`, {
    method: 'POST',
    headers: { authorization: appJwt, 'content-type': 'application/json' },
    body: JSON.stringify({ ext_consumer_id: consumer }),
  })
  const { token: consumerJws } = (await idp.json()) as { token: string }
  return { authorization: appJwt, 'x-lp-on-behalf': consumerJws }
}
