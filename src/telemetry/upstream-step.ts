import type { Channel } from '../connector/guarded-client.ts'
import type { Exchange } from '../connector/http-client.ts'

/** What a request to LivePerson is for. */
export type UpstreamStep =
  'domain' | 'appJwt' | 'consumerJws' | 'conversation' | 'send' | 'engagement' | 'other'

export function stepOf({ service }: Channel, path: string): UpstreamStep {
  switch (service) {
    case 'domain':
      return 'domain'
    case 'sentinel':
      return 'appJwt'
    case 'idp':
      return 'consumerJws'
    case 'smt':
      return 'engagement'
    case 'asyncMessagingEnt':
      return /\/send(\?|$)/.test(path) ? 'send' : 'conversation'
    case 'swift':
      return 'other'
  }
}

/** Statuses that mean something of their own to an operator stand alone, the others in their class. */
export function resultOf(exchange: Exchange): string {
  switch (exchange.kind) {
    case 'answered': {
      const { status } = exchange
      return status === 401 || status === 429 ? String(status) : `${Math.floor(status / 100)}xx`
    }
    case 'unsent':
      return exchange.isShed === true ? 'shed' : 'unsent'
    case 'lost':
      return 'lost'
  }
}
