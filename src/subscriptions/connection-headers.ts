import type { IncomingHttpHeaders } from 'node:http'

/** By which headers the gateway decides who asks. */
const names = ['authorization', 'x-lp-on-behalf', 'x-consumer-id'] as const

/**
 * What the caller says of itself: a page can set no header of a socket and sends these as the payload
 * of `connection_init`; a router sends them with the request that opened the socket.
 */
export function toConnectionHeaders(
  params: Readonly<Record<string, unknown>>,
  headers: IncomingHttpHeaders,
): IncomingHttpHeaders {
  const said = new Map(
    Object.entries(params)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => [name.toLowerCase(), value]),
  )
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = said.get(name) ?? headers[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
