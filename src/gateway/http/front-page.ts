/** What stands at "/": where everything is. */
export const frontPage = (chainId: string) => `IP lease gateway for the chain ${chainId}

/graphql   GraphQL: POST with JSON, or GET with ?query= and the header "apollo-require-preflight: true"
/status    where the index stands (JSON)
/readyz    200 when answers are complete, 503 with the reason when not
/livez     200 while this process lives
/metrics   Prometheus
`
