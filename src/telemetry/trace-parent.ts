/** A span somewhere else. */
export interface RemoteSpan {
  readonly traceId: string
  readonly spanId: string
  readonly traceFlags: number
}

const SAMPLED = 1

/** The header `traceparent`; undefined where it is absent or unsound. Source: W3C Trace Context 1, section 3.2. */
export function readTraceParent(header: string | string[] | undefined): RemoteSpan | undefined {
  if (typeof header !== 'string') return undefined
  const parts = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/.exec(header)
  if (!parts) return undefined
  const [, version = '', traceId = '', spanId = '', flags = '', more] = parts
  // Later versions may say more; 00 may not, and ff is none.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED }
}

export function toTraceParent({ traceId, spanId, traceFlags }: RemoteSpan): string {
  return `00-${traceId}-${spanId}-0${traceFlags & SAMPLED}`
}
