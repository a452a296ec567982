/** What is sent, as it goes over the wire. */
export interface AbuseRequest {
  readonly method: string
  /** Path and query string. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array | null
}

/** One attack on the gateway, and what has to come of it. */
export interface Abuse {
  readonly group: string
  readonly name: string
  readonly request: AbuseRequest
  /**
   * `refused`: nothing of it is answered, and the message says what `says` says. `bounded`: it may be answered or
   * refused, as long as that is soon, small and no fault of ours.
   */
  readonly expected: 'refused' | 'bounded'
  /** What the first message has to match. Null where the answer has no message for people. */
  readonly says: RegExp | null
}

const json = { 'content-type': 'application/json' }
const GRAPHQL = '/graphql'

const request = (parts: Partial<AbuseRequest>): AbuseRequest => ({
  method: 'POST',
  target: GRAPHQL,
  headers: json,
  body: null,
  ...parts,
})

/** A document and its variables in a request that is itself without fault. */
export const document = (query: string, variables?: object): AbuseRequest =>
  request({ body: JSON.stringify({ query, ...(variables === undefined ? {} : { variables }) }) })

/** The same with variables that are JSON text already: more than JSON.stringify would write. */
export const documentWith = (query: string, variables: string): AbuseRequest =>
  request({ body: `{"query":${JSON.stringify(query)},"variables":${variables}}` })

/** A body as it is. */
export const body = (text: string | Uint8Array, headers: AbuseRequest['headers'] = json): AbuseRequest =>
  request({ body: text, headers })

/** A request without a body. */
export const bare = (parts: Partial<AbuseRequest>): AbuseRequest =>
  request({ method: 'GET', headers: { 'apollo-require-preflight': 'true' }, ...parts })

/** A list of one group, said in short: [name, request, what the refusal says; null where it need not be one]. */
export const group = (
  name: string,
  list: readonly (readonly [string, AbuseRequest, (RegExp | null)?])[],
): readonly Abuse[] =>
  list.map(([what, sent, says = null]) => ({
    group: name,
    name: what,
    request: sent,
    expected: says === null ? 'bounded' : 'refused',
    says,
  }))

/** A refusal whose message need not be read by people, or not by GraphQL clients. */
export const anyWords = /[\s\S]*/

/** What every limit on the size of a document says: how much there is, and how much there may be. */
export const tooLarge = /the document has (more than )?\d+ .*, at most \d+ may be/
/** What the limit on cost says. */
export const tooExpensive = /costs \d+, at most \d+ may be: it may return \d+ records/

/** `count` texts, joined. */
export const times = (count: number, text: (n: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, n) => text(n)).join(separator)
