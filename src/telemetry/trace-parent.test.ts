import { describe, expect, it } from '@jest/globals'
import { readTraceParent, toTraceParent } from './trace-parent.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

describe('traceparent', () => {
  it.each([
    ['sampled', `00-${traceId}-${spanId}-01`, 1],
    ['not sampled', `00-${traceId}-${spanId}-00`, 0],
    ['with flags of later days', `00-${traceId}-${spanId}-ff`, 1],
    ['of a later version', `01-${traceId}-${spanId}-01-what-comes`, 1],
  ])('is read when it is %s', (_name, header, traceFlags) => {
    expect(readTraceParent(header)).toEqual({ traceId, spanId, traceFlags })
  })

  it.each([
    ['absent', undefined],
    ['given twice', [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`]],
    ['empty', ''],
    ['too short', `00-${traceId}-${spanId}`],
    ['longer than its version allows', `00-${traceId}-${spanId}-01-more`],
    ['of the version that is none', `ff-${traceId}-${spanId}-01`],
    ['in capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['without a trace', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['without a span', `00-${traceId}-${'0'.repeat(16)}-01`],
  ])('is left aside when it is %s', (_name, header) => {
    expect(readTraceParent(header)).toBeUndefined()
  })

  it('is written as it is read', () => {
    expect(toTraceParent({ traceId, spanId, traceFlags: 1 })).toBe(`00-${traceId}-${spanId}-01`)
    expect(toTraceParent({ traceId, spanId, traceFlags: 0 })).toBe(`00-${traceId}-${spanId}-00`)
  })
})
