import { firstQuestion } from '#gateway/http/first-question.ts'

/** What a person who has just started everything wants to know. */
export interface Welcome {
  readonly version: string
  readonly chainId: string
  /** Base URL of the gateway. */
  readonly url: string
  readonly nodes: readonly string[]
  /** Whether the node is ours. */
  readonly isDevnet: boolean
  readonly hasGraphiql: boolean
  /** Without its password. */
  readonly database: string
}

/** The addresses, a first question, and the way to a real chain. */
export function welcomeText(welcome: Welcome): string {
  const { version, chainId, url, nodes, isDevnet, hasGraphiql, database } = welcome
  return [
    '',
    `IP lease gateway ${version} on ${chainId}${isDevnet ? ', a dev network in this process' : ''}`,
    '',
    `  GraphQL    ${url}/graphql`,
    `  Browser    ${url}/${hasGraphiql ? `  ${url}/graphiql` : ''}`,
    `  Operations ${url}/status  ${url}/readyz  ${url}/livez  ${url}/metrics`,
    `  Node       ${nodes.join(' ')}`,
    `  Database   ${database}`,
    '',
    'Ask it:',
    `  ${firstQuestion(url)}`,
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
