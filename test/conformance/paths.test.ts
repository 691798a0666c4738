import { describeBothPaths } from './both-paths.ts'
import { typename } from './connection-cases.ts'
import type { WireRequest } from './wire.ts'

const at = (path: string, method = 'POST'): WireRequest => ({ ...typename, method, path })
const preflight = { 'apollo-require-preflight': '1' }
describeBothPaths('a request to', {}, [
  ...(
    [
      ['/graphql?x=1', 200, 'plain'],
      ['/graphql?query=%7B__schema%7BqueryType%7Bname%7D%7D%7D', 200, 'plain'],
      ['/graphql?', 200, 'plain'],
      ['/graphql/', 404, 'plain'],
      ['/GraphQL', 404, 'plain'],
      ['//graphql', 404, 'plain'],
      ['/graphql/x', 404, 'plain'],
      ['/%67raphql', 200, 'plain'],
      ['/graphql#x', 200, 'plain'],
      ['/graphql;x', 404, 'plain'],
      ['/', 405, 'plain'],
    ] as const
  ).map(([path, status, lane]) => ({
    name: `${path} is answered with ${status}`,
    lane,
    send: () => at(path),
    told: { status },
  })),
  ...(
    [
      ['HEAD', 405],
      ['PUT', 405],
      ['DELETE', 405],
      ['PATCH', 405],
      ['QUERY', 405],
    ] as const
  ).map(([method, status]) => ({
    name: `/graphql by ${method} is answered with ${status}`,
    lane: 'plain' as const,
    send: () => ({ ...at('/graphql', method), headers: { ...typename.headers, ...preflight } }),
    told: { status },
  })),
])
