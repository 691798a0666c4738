export interface RedisEndpoint {
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  readonly database: number
  readonly username?: string
  readonly password?: string
}

const DEFAULT_PORT = 6379

/** `redis[s]://[[user][:password]@]host[:port][/database]`, or undefined where it is not one. */
export function parseRedisUrl(text: string): RedisEndpoint | undefined {
  const url = URL.parse(text)
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return undefined

  const database = /^\/?(\d*)$/.exec(url.pathname)?.[1]
  const username = decoded(url.username)
  const password = decoded(url.password)
  const isUnderstood = database !== undefined && username !== undefined && password !== undefined
  if (!isUnderstood || url.search !== '' || url.hash !== '') return undefined
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    isTls: url.protocol === 'rediss:',
    database: Number(database),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
