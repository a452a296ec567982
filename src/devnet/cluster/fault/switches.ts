import type { Verb } from '../http/kube-request.ts'

/** Which requests a switch concerns, and how often; what is left out is no condition. */
export interface Scope {
  readonly verbs?: readonly Verb[]
  /** Plurals: "services". */
  readonly resources?: readonly string[]
  readonly subresource?: 'status' | 'none'
  readonly namespace?: string
  readonly name?: string
  /** The fieldManager, or the first word of the User-Agent. */
  readonly manager?: string
  /** Acts that many times; 1 is one-shot. Default: always. */
  readonly times?: number
  /** 0 to 1, by the dice of the cluster's seed. Default 1. */
  readonly probability?: number
}

/** Whether the answer is lost before anything was done, or after the write happened. */
export interface Moment {
  /** Default `before`. */
  readonly when?: 'before' | 'after'
}

/** How far a read lags behind. */
export interface Past {
  /** That many writes of anything ago. */
  readonly behind: number
  /** A list says that it is of the present: nobody can tell by its resourceVersion. Default: it says how old it is. */
  readonly pretends?: boolean
}

/** Every way in which the API can be made to misbehave (F16 to F18). */
export interface ClusterSwitches {
  /** 409 Conflict; nothing is written. */
  readonly conflict?: Scope
  /** 429 with Retry-After (default 1 second). */
  readonly tooMany?: Scope & { readonly retryAfterSeconds?: number }
  /** 500 InternalError. */
  readonly internal?: Scope & Moment
  /** 503 ServiceUnavailable. */
  readonly unavailable?: Scope & Moment
  /** 410 Expired in the place of a list or a watch. */
  readonly gone?: Scope
  /** 504 Timeout. */
  readonly timeout?: Scope & Moment
  /** The connection breaks without an answer. */
  readonly reset?: Scope & Moment
  /** The request waits that long before it is looked at. */
  readonly slow?: Scope & { readonly ms: number }
  /** No answer ever comes. */
  readonly hang?: Scope
  /** Nothing is looked at until the switch is cleared; then everything goes on. */
  readonly freeze?: Record<never, never>

  /** Lists come from a cache that lags behind. */
  readonly staleList?: Scope & Past
  /** All reads come from another apiserver that lags behind; writes go through. */
  readonly timeTravel?: Scope & Past

  /** A watch that has something to tell goes silent for good, and stays open. */
  readonly watchStall?: Scope
  /** After an event the last `events` ones come once more. */
  readonly watchReplay?: Scope & { readonly events: number }
  /** Events come that much later, in their order; bookmarks wait behind them. */
  readonly watchDelay?: Scope & { readonly ms: number }
  /** Events are lost. */
  readonly watchDrop?: Scope
  /** ERROR with the Status 410 in the place of an event, and the end. */
  readonly watchExpire?: Scope
  /** ERROR with the Status 500 in the place of an event, and the end. */
  readonly watchError?: Scope
  /** Watches end after that long. */
  readonly watchClose?: Scope & { readonly everyMs: number }
  readonly noBookmarks?: Scope
}

export type ClusterSwitch = keyof ClusterSwitches
