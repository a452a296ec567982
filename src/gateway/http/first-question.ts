/** A first question: one request from the network down to the providers. */
const QUERY =
  '{ network { indexedHeight activeIpLeases } leases(first: 3, filter: {hasIpEndpoints: true}) { nodes { owner dseq state ipEndpointCount provider { hostUri } } } }'

/** The line that asks it, for a POSIX shell. `url`: base URL of the gateway, which holds nothing that a shell would read. */
export const firstQuestion = (url: string) =>
  `curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: QUERY })}'`
