/** What a request asks, by its form alone: nothing of it has been read as GraphQL yet. */
export interface GraphqlParams {
  /** Text of a document; null where a persisted one is named. */
  readonly query: string | null
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
  /** The persisted document that is asked for, or that `query` is to become; null: none. */
  readonly persisted: PersistedReference | null
  /** `extensions.minHeight` as it came; undefined where it did not. */
  readonly minHeight: unknown
}

export interface PersistedReference {
  /** Hex, lower case. */
  readonly sha256: string
  /** `documentId` of GraphQL over HTTP, or `extensions.persistedQuery` of Apollo's protocol, which also registers. */
  readonly form: 'documentId' | 'apq'
}
