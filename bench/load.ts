/** What a load generator saw. */
export interface Load {
  /** Answers a second, refused ones left out. */
  readonly rate: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers with a status other than 2xx or 3xx. */
  readonly refused: number
  /** Connections that broke, and requests without an answer in two seconds. */
  readonly broken: number
}

export interface LoadOptions {
  /** Base URL of the server. */
  readonly url: string
  readonly bodies: readonly string[]
  readonly connections: number
  readonly seconds: number
}
