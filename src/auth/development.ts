import type { IncomingHttpHeaders } from 'node:http'
import type { ConsumerId } from '../ids.ts'
import { badHeader } from './errors.ts'
import type { Viewer } from './viewer.ts'

/** Lets anyone in, as whoever they say they are. */
export function readDevelopmentViewer(headers: IncomingHttpHeaders): Viewer {
  const named = headers['x-consumer-id'] ?? 'developer'
  if (typeof named !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(named)) {
    throw badHeader(
      'Expected x-consumer-id, when it is sent, to be one value of 1 to 256 visible ASCII characters.',
    )
  }
  return { kind: 'identified', consumerId: named as ConsumerId, mayActForConsumers: true }
}
