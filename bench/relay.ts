/**
 * What no gateway can do without: take the body apart, build the batch, POST it, hand the answer on as it came.
 * The measure of all the others. `UPSTREAM=http://… PORT=… node bench/relay.ts`
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'undici'
import { ACCOUNT_ID, CONVERSATION_PATH } from './workload.ts'
import { toBatch } from './peers/batch.ts'

const pool = new Pool(process.env['UPSTREAM'] ?? '', { connections: 64, allowH2: false })

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { variables } = JSON.parse(await readBody(request)) as { variables: { input: object } }
  const answer = await pool.request({
    method: 'POST',
    path: CONVERSATION_PATH,
    headers: {
      authorization: request.headers.authorization,
      'x-lp-on-behalf': request.headers['x-lp-on-behalf'],
      'content-type': 'application/json',
    },
    body: JSON.stringify(toBatch(variables.input, ACCOUNT_ID)),
  })
  const text = await answer.body.text()
  response.writeHead(answer.statusCode, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function readBody(request: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => resolve(Buffer.concat(chunks).toString()))
  request.on('error', reject)
  return promise
}

createServer((request, response) => {
  relay(request, response).catch((error: unknown) => response.destroy(error as Error))
}).listen(Number(process.env['PORT']), '127.0.0.1')
