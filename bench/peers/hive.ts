/**
 * The runtime of Hive Gateway in front of the very REST call. Its declarative mapping can't build the batch of the
 * input, nor tell the results apart, so its caller writes the batch, and gets LivePerson's answer back field by field.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime'

const supergraph = readFileSync(new URL('hive.graphql', import.meta.url), 'utf8')
const gateway = createGatewayRuntime({
  supergraph: supergraph.replaceAll('http://upstream', process.env['UPSTREAM'] ?? ''),
  logging: false,
})
createServer(gateway).listen(Number(process.env['PORT']), '127.0.0.1')
