import { describe, expect, it } from '@jest/globals'
import { ConfigError, readConfig, variables } from '../src/config.ts'

type Variables = Readonly<Record<string, string | undefined>>

const account = { LP_ACCOUNT_ID: '123', LP_CLIENT_ID: 'app', LP_CLIENT_SECRET: 's3cret' }
const sound = { ...account, AUTH_MODE: 'passthrough' }
const oidc = {
  ...account,
  AUTH_MODE: 'oidc',
  OIDC_ISSUER: 'https://login.shop.example/',
  OIDC_AUDIENCE: 'gateway',
}
const key = `k:${Buffer.alloc(32, 7).toString('base64')}`
const expectedStore =
  'STORE_URL: expected memory:, sqlite:PATH or redis[s]://[[USER][:PASSWORD]@]HOST[:PORT][/DB]'

function faultsOf(variablesSet: Variables): readonly string[] {
  try {
    readConfig(variablesSet)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('an environment in which nothing is set', () => {
  it('is a gateway for this machine alone, with an emulator for LivePerson', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      upstream: { kind: 'emulator' },
      upstreamTimeoutMs: 10_000,
      maxInFlight: 1000,
      preparedOperations: 1000,
      drainDelayMs: 0,
      rates: {},
      auth: { mode: 'development' },
      store: { kind: 'sqlite', path: './data/gateway.db' },
      cors: { kind: 'any' },
      explorers: true,
      introspection: true,
      logLevel: 'info',
    })
  })

  it('may set variables to nothing: they count as not set', () => {
    const nothing = Object.fromEntries(Object.keys(variables).map((name) => [name, ' ']))

    expect(readConfig(nothing)).toEqual(readConfig({}))
  })
})

describe('each variable', () => {
  it.each<[Variables, object]>([
    [
      { HOST: '0.0.0.0', PORT: '0' },
      { host: '0.0.0.0', port: 0 },
    ],
    [{ PORT: ' 8080\n' }, { port: 8080 }],
    [
      { PUBLIC_URL: 'https://api.shop.example/lp/' },
      { publicUrl: new URL('https://api.shop.example/lp/') },
    ],
    [{ STORE_URL: 'memory:' }, { store: { kind: 'memory' } }],
    [
      { STORE_URL: 'sqlite:/var/lib/gateway.db' },
      { store: { kind: 'sqlite', path: '/var/lib/gateway.db' } },
    ],
    [
      { STORE_URL: 'redis://:p@host:7000/1' },
      { store: { kind: 'redis', url: 'redis://:p@host:7000/1' } },
    ],
    [{ STORE_URL: 'rediss://host' }, { store: { kind: 'redis', url: 'rediss://host' } }],
    [
      { STORE_KEYS: `${key}, old_1:${Buffer.alloc(32, 8).toString('base64')}` },
      {
        storeKeys: [
          { id: 'k', secret: Buffer.alloc(32, 7) },
          { id: 'old_1', secret: Buffer.alloc(32, 8) },
        ],
      },
    ],
    [{ UPSTREAM_TIMEOUT_MS: '2500' }, { upstreamTimeoutMs: 2500 }],
    [{ MAX_IN_FLIGHT: '1' }, { maxInFlight: 1 }],
    [{ PREPARED_OPERATIONS: '0' }, { preparedOperations: 0 }],
    [
      { RATE_LIMIT_ADDRESS: '600/60s', RATE_LIMIT_CONSUMER: '5/1s', RATE_LIMIT_ACCOUNT: 'off' },
      { rates: { address: { points: 600, seconds: 60 }, consumer: { points: 5, seconds: 1 } } },
    ],
    [
      { ...sound, NODE_ENV: 'production', STORE_URL: 'memory:', RATE_LIMIT_ADDRESS: 'off' },
      {
        rates: {
          consumer: { points: 600, seconds: 60 },
          account: { points: 12_000, seconds: 60 },
        },
      },
    ],
    [{ TRUST_PROXY: '2' }, { trustedProxies: { kind: 'hops', count: 2 } }],
    [
      { TRUST_PROXY: '10.0.0.0/8, ::1' },
      { trustedProxies: { kind: 'listed', networks: ['10.0.0.0/8', '::1'] } },
    ],
    [
      { CORS_ORIGINS: 'https://shop.example, http://Localhost:3000,' },
      { cors: { kind: 'listed', origins: ['https://shop.example', 'http://localhost:3000'] } },
    ],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [{ EXPLORERS: 'false' }, { explorers: false, introspection: true }],
    [{ ...sound }, { cors: { kind: 'listed', origins: [] }, auth: { mode: 'passthrough' } }],
    [
      { ...sound, NODE_ENV: 'production', STORE_URL: 'memory:' },
      { explorers: false, introspection: false },
    ],
    [
      { ...sound, NODE_ENV: 'production', STORE_KEYS: key, EXPLORERS: 'true' },
      { explorers: true, introspection: true },
    ],
    [
      oidc,
      {
        auth: {
          mode: 'oidc',
          issuer: 'https://login.shop.example/',
          audience: 'gateway',
          consumerClaim: 'sub',
        },
      },
    ],
    [
      { ...oidc, OIDC_JWKS_URI: 'http://127.0.0.1:9000/jwks', OIDC_CONSUMER_CLAIM: 'customer' },
      {
        auth: expect.objectContaining({
          jwksUri: 'http://127.0.0.1:9000/jwks',
          consumerClaim: 'customer',
        }),
      },
    ],
  ])('%j', (variablesSet, expected) => {
    expect(readConfig(variablesSet)).toMatchObject(expected)
  })

  it.each<[Variables, string]>([
    [{ PORT: 'http' }, 'PORT: expected a port from 0 to 65535, got "http"'],
    [{ PORT: '65536' }, 'PORT: expected a port from 0 to 65535, got "65536"'],
    [{ PORT: '-1' }, 'PORT: expected a port from 0 to 65535, got "-1"'],
    [{ PORT: '1e3' }, 'PORT: expected a port from 0 to 65535, got "1e3"'],
    [
      { UPSTREAM_TIMEOUT_MS: '99' },
      'UPSTREAM_TIMEOUT_MS: expected milliseconds from 100 to 300000, got "99"',
    ],
    [
      { UPSTREAM_TIMEOUT_MS: '10s' },
      'UPSTREAM_TIMEOUT_MS: expected milliseconds from 100 to 300000, got "10s"',
    ],
    [{ MAX_IN_FLIGHT: '0' }, 'MAX_IN_FLIGHT: expected requests from 1 to 100000, got "0"'],
    ...['600', '600/60', '0/60s', '600/0s', '600/86401s', 'on'].map((text): [Variables, string] => [
      { RATE_LIMIT_CONSUMER: text },
      `RATE_LIMIT_CONSUMER: expected NUMBER/SECONDSs such as 600/60s, or off, got "${text}"`,
    ]),
    ...['0', '11', 'true', '10.0.0.0/33'].map((text): [Variables, string] => [
      { TRUST_PROXY: text },
      `TRUST_PROXY: expected a number of proxies from 1 to 10, or addresses and CIDR ranges such as 10.0.0.0/8, comma-separated, got "${text}"`,
    ]),
    [{ PUBLIC_URL: 'shop.example' }, 'PUBLIC_URL: expected an http or https URL'],
    [{ PUBLIC_URL: 'ftp://shop.example' }, 'PUBLIC_URL: expected an http or https URL'],
    [{ STORE_URL: 'mysql://u:p@host' }, expectedStore],
    [{ STORE_URL: 'sqlite:' }, expectedStore],
    [{ STORE_URL: 'redis://:p@host/first' }, expectedStore],
    [
      { CORS_ORIGINS: 'https://shop.example,https://a.example/' },
      'CORS_ORIGINS: expected origins such as https://shop.example, comma-separated, got ["https://a.example/"]',
    ],
    [
      { CORS_ORIGINS: '*' },
      'CORS_ORIGINS: expected origins such as https://shop.example, comma-separated, got ["*"]',
    ],
    [{ EXPLORERS: 'yes' }, 'EXPLORERS: expected true or false, got "yes"'],
    [
      { LOG_LEVEL: 'verbose' },
      'LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent, got "verbose"',
    ],
    [
      { ...account, AUTH_MODE: 'none' },
      'AUTH_MODE: expected passthrough, oidc or development, got "none"',
    ],
    [{ ...oidc, OIDC_ISSUER: 'login' }, 'OIDC_ISSUER: expected an http or https URL'],
    [
      { ...oidc, OIDC_ISSUER: 'http://login.shop.example' },
      'OIDC_ISSUER: expected https; http is for loopback only',
    ],
    [
      { ...oidc, OIDC_JWKS_URI: 'http://login.shop.example/jwks' },
      'OIDC_JWKS_URI: expected https; http is for loopback only',
    ],
    [{ ...oidc, OIDC_ISSUER: '' }, 'OIDC_ISSUER: required with AUTH_MODE=oidc'],
    [{ ...oidc, OIDC_AUDIENCE: undefined }, 'OIDC_AUDIENCE: required with AUTH_MODE=oidc'],
    [
      { ...sound, LP_DOMAIN_API_URL: 'http://api.shop.example' },
      'LP_DOMAIN_API_URL: expected https; http is for loopback only',
    ],
    [
      { ...sound, LP_ALLOWED_HOSTS: '*.lp.example,https://lp.example,lp.example:443,*' },
      'LP_ALLOWED_HOSTS: expected hosts such as lp.example or *.lp.example, comma-separated, without scheme and port, got ["https://lp.example","lp.example:443","*"]',
    ],
    [account, 'AUTH_MODE: required with a LivePerson account; set passthrough or oidc'],
    [
      { ...account, AUTH_MODE: 'development' },
      'AUTH_MODE: development lets anyone in, so it takes no real LivePerson account; set passthrough or oidc',
    ],
    [
      {
        ...account,
        AUTH_MODE: 'development',
        NODE_ENV: 'production',
        STORE_URL: 'memory:',
        LP_DOMAIN_API_URL: 'http://127.0.0.1:1',
      },
      'AUTH_MODE: development lets anyone in, so NODE_ENV=production refuses it; set passthrough or oidc',
    ],
    [
      { NODE_ENV: 'production', AUTH_MODE: 'passthrough', STORE_KEYS: key },
      'LP_ACCOUNT_ID: required with NODE_ENV=production (or set LP_ACCOUNTS_FILE)',
    ],
    [
      { ...sound, NODE_ENV: 'production' },
      'STORE_KEYS: required with NODE_ENV=production, for the store keeps messages; set one, ID:KEY, with a KEY of openssl rand -base64 32 (or STORE_URL=memory:)',
    ],
    ...['k:short', key.replace('k:', ''), `${key},${key}`, `${key},`, `a b${key}`].map(
      (keys): [Record<string, string>, string] => [
        { STORE_KEYS: keys },
        'STORE_KEYS: expected ID:KEY, comma-separated, each ID once and each KEY 32 random bytes in Base64 (openssl rand -base64 32)',
      ],
    ),
  ])('%j is refused with a remedy', (variablesSet, fault) => {
    expect(faultsOf(variablesSet)).toEqual([fault])
  })
})

describe('an environment with several faults', () => {
  it('is told all of them at once', () => {
    const variablesSet = {
      NODE_ENV: 'production',
      PORT: 'x',
      LOG_LEVEL: 'loud',
      LP_CLIENT_SECRET: 'tell-nobody',
      LP_DOMAIN_API_URL: 'http://api.shop.example',
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: 'nonsense',
    }

    expect(() => readConfig(variablesSet)).toThrow(
      [
        'The configuration has 7 faults:',
        '  - PORT: expected a port from 0 to 65535, got "x"',
        '  - OIDC_ISSUER: expected an http or https URL',
        '  - LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent, got "loud"',
        '  - LP_DOMAIN_API_URL: expected https; http is for loopback only',
        '  - LP_ACCOUNT_ID: required as soon as any LP_ variable is set (or set LP_ACCOUNTS_FILE)',
        '  - OIDC_AUDIENCE: required with AUTH_MODE=oidc',
        '  - STORE_KEYS: required with NODE_ENV=production, for the store keeps messages; set one, ID:KEY, with a KEY of openssl rand -base64 32 (or STORE_URL=memory:)',
      ].join('\n'),
    )
  })

  it('is told one as one', () => {
    expect(() => readConfig({ PORT: 'x' })).toThrow(/^The configuration has a fault:\n {2}- PORT: /)
  })
})

describe('where LivePerson is', () => {
  it('is on the internet unless told otherwise', () => {
    expect(readConfig(sound).upstream).toEqual({
      kind: 'liveperson',
      accounts: [{ accountId: '123', credentials: { clientId: 'app', clientSecret: 's3cret' } }],
      domainApiUrl: new URL('https://api.liveperson.net'),
      allowedHosts: ['*.liveperson.net'],
    })
  })

  it.each(['http://127.0.0.1:4001', 'http://localhost:4001', 'http://[::1]:4001'])(
    'may be an emulator on %s, which then may name hosts of this machine',
    (url) => {
      const variablesSet = { ...account, AUTH_MODE: 'development', LP_DOMAIN_API_URL: url }

      expect(readConfig(variablesSet).upstream).toMatchObject({
        domainApiUrl: new URL(url),
        allowedHosts: ['*.liveperson.net', 'localhost', '127.0.0.1', '[::1]'],
      })
    },
  )

  it('may be behind hosts of another name', () => {
    const upstream = readConfig({ ...sound, LP_ALLOWED_HOSTS: 'LP.example, *.lp.example' }).upstream

    expect(upstream).toMatchObject({ allowedHosts: ['lp.example', '*.lp.example'] })
  })
})
