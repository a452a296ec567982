import type { MiddlewareHandler } from 'hono'
import type { Log } from '#platform/log.ts'
import type { MakeId } from '#platform/random-id.ts'
import { parseTraceparent, spanId, type TraceParent, traceresponse } from './trace-context.ts'

/** One request in the log and in its caller's trace. */
export interface RequestTrace {
  /** 32 hex digits: the caller's, else one of our own. */
  readonly traceId: string
  /** The gateway's log; every line has `trace_id`. */
  readonly log: Log
}

export interface TraceOptions {
  readonly log: Log
  /** 32 hex digits, as randomId makes them. */
  readonly makeId: MakeId
}

/** Both are made when somebody asks: most requests leave no line. */
export function createRequestTrace(parent: TraceParent | null, { log, makeId }: TraceOptions): RequestTrace {
  let traceId = parent?.traceId ?? null
  let child: Log | null = null
  const idOf = () => {
    traceId ??= makeId()
    return traceId
  }
  return {
    get traceId() {
      return idOf()
    },
    get log() {
      child ??= log.child({ trace_id: idOf() })
      return child
    },
  }
}

/** Gives the request its trace, as the variable `trace`, and answers a caller's traceparent with a traceresponse. */
export function tracing(options: TraceOptions): MiddlewareHandler<{ Variables: { trace: RequestTrace } }> {
  return async (c, next) => {
    const parent = parseTraceparent(c.req.header('traceparent') ?? null)
    c.set('trace', createRequestTrace(parent, options))
    await next()
    if (parent !== null) c.header('traceresponse', traceresponse(parent, spanId(options.makeId)))
  }
}
