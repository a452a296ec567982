/** What a person who has just started everything wants to know. */
export interface Welcome {
  readonly version: string
  readonly chainId: string
  /** Base URL of the gateway. */
  readonly url: string
  readonly nodes: readonly string[]
  /** Whether the node is ours. */
  readonly isDevnet: boolean
  /** Without its password. */
  readonly database: string
}

const QUERY =
  '{ network { indexedHeight activeIpLeases } leases(first: 3, filter: {hasIpEndpoints: true}) { nodes { owner dseq state ipEndpointCount provider { hostUri } } } }'

/** The addresses, a first question, and the way to a real chain. */
export function welcomeText(welcome: Welcome): string {
  const { version, chainId, url, nodes, isDevnet, database } = welcome
  return [
    '',
    `IP lease gateway ${version} on ${chainId}${isDevnet ? ', a dev network in this process' : ''}`,
    '',
    `  GraphQL    ${url}/graphql`,
    `  Operations ${url}/status  ${url}/readyz  ${url}/livez  ${url}/metrics`,
    `  Node       ${nodes.join(' ')}`,
    `  Database   ${database}`,
    '',
    'Ask it:',
    `  curl -s ${url}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: QUERY })}'`,
    ...(isDevnet ? realChain : []),
    '',
    'Ctrl-C ends everything; the next start goes on where this one was.',
    '',
  ].join('\n')
}

const realChain = [
  '',
  'On a real chain:',
  '  NETWORK=mainnet npm start',
  '  NETWORK=custom CHAIN_RPC_URLS=https://your.node:443 CHAIN_ID=akashnet-2 npm start',
]
