import type { Socket } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import {
  addressOf,
  isNetwork,
  toAddressKey,
  toTrust,
  type TrustedProxies,
} from './caller-address.ts'

const listed = (...networks: string[]): TrustedProxies => ({ kind: 'listed', networks })
const hops = (count: number): TrustedProxies => ({ kind: 'hops', count })

describe('the address of a caller', () => {
  it.each<[string, TrustedProxies | undefined, string, string | undefined, string]>([
    ['nobody is trusted by default', undefined, '10.0.0.1', '1.2.3.4', '10.0.0.1'],
    ['a proxy is believed', listed('10.0.0.0/8'), '10.0.0.1', '1.2.3.4', '1.2.3.4'],
    [
      'so is one that Node sees by IPv6',
      listed('10.0.0.0/8'),
      '::ffff:10.0.0.1',
      '1.2.3.4',
      '1.2.3.4',
    ],
    ['so is one of IPv6', listed('fd00::/8'), 'fd00::7', '2001:db8::1', '2001:db8::1'],
    ['a stranger is not', listed('10.0.0.0/8'), '8.8.8.8', '1.2.3.4', '8.8.8.8'],
    ['what a caller forged is not', listed('10.0.0.1'), '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    [
      'a chain is walked',
      listed('10.0.0.0/8'),
      '10.0.0.1',
      '6.6.6.6, 1.2.3.4, 10.9.9.9',
      '1.2.3.4',
    ],
    ['one hop is one', hops(1), '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['two hops are two', hops(2), '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
    ['a proxy that says nothing is the caller', hops(2), '10.0.0.1', undefined, '10.0.0.1'],
    ['a port is no part of it', hops(1), '10.0.0.1', '1.2.3.4:5678', '1.2.3.4'],
    ['nor is one of IPv6', hops(1), '10.0.0.1', '[2001:db8::1]:5678', '2001:db8::1'],
    [
      'nonsense is nobody we trust',
      listed('10.0.0.0/8'),
      '10.0.0.1',
      '1.2.3.4, nonsense',
      'nonsense',
    ],
  ])('%s', (_, proxies, remoteAddress, forwarded, expected) => {
    const request = {
      socket: { remoteAddress } as Socket,
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    }

    expect(addressOf(request, toTrust(proxies))).toBe(expected)
  })
})

describe('the key of an address', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (address, key) => {
    expect(toAddressKey(address)).toBe(key)
  })
})

describe('a network', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])('may be %s', (text) => {
    expect(isNetwork(text)).toBe(true)
  })

  it.each(['', 'proxy', '10.0.0.0/33', '10.0.0/8', 'fd00::/129', '10.0.0.0/', '10.0.0.0/8/8'])(
    'is not "%s"',
    (text) => {
      expect(isNetwork(text)).toBe(false)
    },
  )
})
