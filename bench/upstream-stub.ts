/**
 * LivePerson reduced to the answers of a day without trouble: no checks, no state, so that it is never what a
 * measurement waits for. Prints its URL.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

let conversations = 0

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.setHeader('content-type', 'application/json')
    response.end(answerTo(request))
  })
})

function answerTo({ url = '', headers }: IncomingMessage): string {
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
