import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** The proxies in front, as `TRUST_PROXY` tells of them. */
export type TrustedProxies =
  | { readonly kind: 'hops'; readonly count: number }
  /** Addresses and CIDR ranges. */
  | { readonly kind: 'listed'; readonly networks: readonly string[] }

/** Whether the caller at this address, so many hops away, may say who called it. */
export type Trust = (address: string, hop: number) => boolean

export function toTrust(proxies: TrustedProxies | undefined): Trust {
  if (proxies === undefined) return () => false
  if (proxies.kind === 'hops') return (_address, hop) => hop < proxies.count
  const list = toBlockList(proxies.networks)
  return (address) => {
    const family = familyOf(address)
    return family !== undefined && list.check(address, family)
  }
}

/** Who called: the first address, seen from here, that no trusted proxy has. */
export function addressOf(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  trust: Trust,
): string {
  let address = socket.remoteAddress ?? ''
  if (!trust(address, 0)) return address
  const forwarded = headers['x-forwarded-for'] ?? []
  const claims = String(forwarded)
    .split(',')
    .map((claim) => withoutPort(claim.trim()))
    .filter((claim) => claim !== '')
  for (let hop = 0; trust(address, hop); hop += 1) {
    const claim = claims.pop()
    if (claim === undefined) break
    address = claim
  }
  return address
}

/** Some proxies add it, and it is another one for each connection. */
function withoutPort(claim: string): string {
  const [, ipv4, ipv6] = /^(?:([\d.]+):\d+|\[(.+)\](?::\d+)?)$/.exec(claim) ?? []
  return ipv4 ?? ipv6 ?? claim
}

/** One caller's: a household or a machine is given 64 bits of IPv6, and may use them all. */
export function toAddressKey(address: string): string {
  if (!address.includes(':')) return address
  if (!isIPv6(address)) return address
  const groups = toGroups(address)
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff
  if (!isMapped) return `${groups.slice(0, 4).map(toHex).join(':')}::/64`
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** `TRUST_PROXY` holds such a thing. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = isIPv6(address) ? 128 : 32
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
  return isIP(address) !== 0 && isPrefix && more.length === 0
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address)
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  if (version === 0) return undefined
  return version === 4 ? 'ipv4' : 'ipv6'
}

/** The eight numbers of an IPv6 address, however it is written. */
function toGroups(address: string): readonly number[] {
  const { hostname } = new URL(`http://[${address.replace(/%.*/, '')}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const before = toNumbers(head)
  const after = toNumbers(tail ?? '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0)
  return [...before, ...zeros, ...after]
}

function toNumbers(groups: string): readonly number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16))
}

const toHex = (group: number): string => group.toString(16)
