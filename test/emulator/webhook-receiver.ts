import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'

const contentSchema = z.object({
  sequence: z.int(),
  event: z.object({ message: z.string() }),
})
const bodySchema = z.object({
  type: z.string(),
  body: z.object({ changes: z.tuple([z.record(z.string(), z.unknown())]) }),
})

/** One POST, as it came. */
export interface Post {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** The `type` of the body, and its only change. */
  readonly type: string
  readonly change: Readonly<Record<string, unknown>>
}

/** A status, or `silence`: the connection stays, and no answer comes. */
export type PostAnswer = number | 'silence'

/** An app that takes webhooks. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly posts: readonly Post[]
  /** The texts of all content that came, as often as it came. */
  texts(): readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** @param answer what to answer the nth post, from 0; default 200 to each */
export async function startReceiver(
  answer: (post: Post, n: number) => PostAnswer | Promise<PostAnswer> = () => 200,
): Promise<Receiver> {
  const posts: Post[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const bytes = await buffer(request)
    const { type, body } = bodySchema.parse(JSON.parse(bytes.toString('utf8')))
    const post: Post = {
      path: request.url ?? '',
      headers: request.headers,
      bytes,
      type,
      change: body.changes[0],
    }
    const status = await answer(post, posts.push(post) - 1)
    if (status !== 'silence') response.writeHead(status).end()
  }
  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  return {
    url: `http://127.0.0.1:${address.port}/webhooks/{accountId}`,
    posts,
    texts: () =>
      posts.flatMap(({ change }) => {
        const content = contentSchema.safeParse(change)
        return content.success ? [content.data.event.message] : []
      }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
