/**
 * LivePerson reduced to the answers of a day without trouble: no checks, no state, so that it is never what a
 * measurement waits for. Prints its URL. GET /__last answers the last POST to it as it came.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

let conversations = 0
let last = ''

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.once('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(answerTo(request))
    if (request.url?.includes('/conversation')) last = toText(request, body)
  })
})

function toText({ headers }: IncomingMessage, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

function answerTo({ url = '', headers }: IncomingMessage): string {
  if (url === '/__last') return last
  if (url.includes('/service/')) {
    const services = ['asyncMessagingEnt', 'sentinel', 'idp', 'smt']
    return JSON.stringify({
      baseURIs: services.map((service) => ({ service, baseURI: headers.host })),
    })
  }
  if (url.includes('/app/token')) return JSON.stringify({ access_token: 'a.b.c' })
  if (url.includes('/consumer?')) return JSON.stringify({ token: 'a.b.c' })
  conversations += 1
  return JSON.stringify([
    { code: 'OK', body: { msg: 'OK User Profile set successfully' }, reqId: '1' },
    { code: 'OK', body: { conversationId: `conversation-${conversations}` }, reqId: '2' },
  ])
}

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
