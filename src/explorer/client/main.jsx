/* global EXAMPLE */
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createRoot } from 'react-dom/client'
import { installWorkers } from './workers.js'

installWorkers()

// Relative to the page, so that the explorer also works behind a proxy that adds a path in front.
const endpoint = new URL('../graphql', document.baseURI)
const socket = new URL(endpoint)
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:'

const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  headers: { 'apollo-require-preflight': 'true' },
})

// The first visit finds the example where GraphiQL keeps the last operation; later ones find their own.
if (localStorage.getItem('graphiql:query') === null) {
  localStorage.setItem('graphiql:query', EXAMPLE.query)
  localStorage.setItem('graphiql:variables', EXAMPLE.variables)
}

createRoot(document.getElementById('explorer')).render(
  <GraphiQL fetcher={fetcher} defaultEditorToolsVisibility="variables" schemaDescription>
    <GraphiQL.Logo>
      <span className="explorer-name">Conversation gateway</span>
    </GraphiQL.Logo>
  </GraphiQL>,
)
