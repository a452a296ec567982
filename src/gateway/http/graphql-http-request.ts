import type { Log } from '#platform/log.ts'
import type { HttpRefusal } from './http-refusal.ts'

/** A request as the GraphQL pipeline sees it, whatever server it came through. */
export interface GraphqlHttpRequest {
  /** Upper case. */
  readonly method: string
  /** With its query string; absolute or a path. */
  readonly url: string
  /** Value of a header by its name in lower case; undefined where it was not sent. */
  header(name: string): string | undefined
  /** Who asks, as a name for counting. */
  client(): string
  /** Its lines carry the caller's trace. */
  readonly log: Log
  /** The body in UTF-8; a refusal where it is longer than this many bytes, or does not arrive whole. */
  text(maxBytes: number): Promise<string | HttpRefusal>
}

export interface GraphqlHttpAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  /** Null: none, as with 304. */
  readonly body: string | null
}
