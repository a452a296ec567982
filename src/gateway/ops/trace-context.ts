/** What a caller's tracing says of this request (W3C Trace Context). */
export interface TraceParent {
  /** 32 hex digits; the same for everything that belongs to one request of a user. */
  readonly traceId: string
  /** 16 hex digits: the caller's span. */
  readonly parentId: string
  /** Whether the caller records this trace. */
  readonly sampled: boolean
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZEROS = /^0+$/

/**
 * Reads a traceparent header as the specification says (w3.org/TR/trace-context, 3.2): lower case, no zeros for ids,
 * version ff never, more fields only from version 01 on. Null for anything else: such a request begins a trace.
 */
export function parseTraceparent(header: string | null): TraceParent | null {
  const [, version, traceId, parentId, flags, more] = TRACEPARENT.exec(header ?? '') ?? []
  if (traceId === undefined || parentId === undefined || flags === undefined) return null
  if (version === 'ff' || (version === '00' && more !== undefined)) return null
  if (ZEROS.test(traceId) || ZEROS.test(parentId)) return null
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

const SPAN_DIGITS = 16

/** A span of our own. `makeId` gives 32 hex digits, as randomId does. */
export const spanId = (makeId: () => string) => makeId().slice(0, SPAN_DIGITS)

/** The header that tells the caller which span of its trace was ours (W3C Trace Context Level 2). */
export const traceresponse = ({ traceId, sampled }: TraceParent, spanId: string) =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
