import { type Case, describeBothPaths } from './both-paths.ts'
import { get, post, type WireHeaders, type WireRequest } from './wire.ts'

const shop = 'https://shop.example'
const other = 'https://other.example'
const typename = { query: '{ __typename }' }
const allow = 'access-control-allow-origin'

const options = (headers: WireHeaders): WireRequest => ({
  method: 'OPTIONS',
  path: '/graphql',
  headers,
})
const preflight = (origin: string) =>
  options({
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,authorization',
  })

/** @param allowed what a page of the shop is told */
const pages = (allowed: string | undefined, strangers: string | undefined): readonly Case[] => [
  ...(
    [
      ['a page of the shop', shop, allowed],
      ['a page of another site', other, strangers],
      ['a page without an origin', 'null', strangers],
    ] as const
  ).flatMap(([who, origin, told]): Case[] => {
    const expected = told === undefined ? { lacksHeaders: [allow] } : { headers: { [allow]: told } }
    return [
      {
        name: `${who} is told whether it may read the answer`,
        lane: 'prepared',
        send: () => post(typename, { origin }),
        told: { status: 200, ...expected },
      },
      {
        name: `${who} is told the same of a refusal`,
        lane: 'plain',
        send: () => post({ query: '{' }, { origin }),
        told: { status: 200, ...expected },
      },
      {
        name: `${who} is told the same of a bad header`,
        lane: 'plain',
        send: () => post(typename, { origin, 'x-request-timeout-ms': 'soon' }),
        told: { status: 400, ...expected },
      },
      {
        name: `${who} is told the same where cookies come along`,
        lane: 'prepared',
        send: () => post(typename, { origin, cookie: 'a=b' }),
        told: { status: 200, ...expected, lacksHeaders: ['access-control-allow-credentials'] },
      },
      {
        name: `${who} may ask before`,
        lane: 'plain',
        send: () => preflight(origin),
        told: { status: 204 },
      },
    ]
  }),
  {
    name: 'who is no page is answered',
    lane: 'prepared',
    send: () => post(typename),
    told: { status: 200 },
  },
  {
    name: 'a bare OPTIONS is answered',
    lane: 'plain',
    send: () => options({}),
    told: { status: 204 },
  },
  {
    name: 'a GET of a page is told as well',
    lane: 'plain',
    send: () => get(typename, { origin: shop, 'apollo-require-preflight': '1' }),
    told: { status: 200 },
  },
]

describeBothPaths('in development,', {}, pages('*', '*'))
describeBothPaths('where one origin is listed,', { CORS_ORIGINS: shop }, pages(shop, undefined))
describeBothPaths(
  'where several origins are listed,',
  { CORS_ORIGINS: `${shop}, https://elsewhere.example:8443` },
  pages(shop, undefined),
)
