import type { FrontState } from './front-state.ts'

/** What both front pages are made of. */
export interface FrontPage extends Offer {
  readonly chainId: string
  /** Base URL, as this client reached us. */
  readonly url: string
  /** Null: the database does not answer. */
  readonly state: FrontState | null
}

/** What an operator may have switched off. */
export interface Offer {
  /** Titles of GraphiQL's examples; empty: GraphiQL is not there. */
  readonly examples: readonly string[]
  /** Whether the schema may be asked for. */
  readonly hasSchema: boolean
}

/** A number with what it counts. */
export interface Fact {
  readonly value: string
  readonly label: string
}

interface Address {
  readonly path: string
  readonly meaning: string
}

const addresses: readonly Address[] = [
  {
    path: '/graphql',
    meaning: 'GraphQL: POST with JSON, or GET with ?query=',
  },
  { path: '/graphiql', meaning: 'GraphiQL: an editor for queries, with the schema explained' },
  { path: '/schema.graphql', meaning: 'the schema as text, every type and field described' },
  { path: '/status', meaning: 'where the index stands, and how its nodes are (JSON)' },
  { path: '/readyz', meaning: '200 where answers are complete and fresh, 503 with the reason where not' },
  { path: '/livez', meaning: '200 while this process lives' },
  { path: '/metrics', meaning: 'Prometheus' },
]

/** Every address that answers, with what is there. */
export const offered = ({ examples, hasSchema }: Offer): readonly Address[] =>
  addresses.filter(
    ({ path }) => (examples.length > 0 || path !== '/graphiql') && (hasSchema || path !== '/schema.graphql'),
  )

/** One sentence on how good the answers are. */
export function stateSentence(state: FrontState | null): string {
  if (state === null) return 'The database does not answer: no question can be answered now.'
  if (state.unready !== null) return `Answers may be incomplete or old: ${state.unready}.`
  return state.history.complete
    ? 'Answers are complete and fresh.'
    : 'Answers on what is active are complete and fresh; closed records are still being read.'
}

/** Where the index stands. */
export function positionFacts(state: FrontState): readonly Fact[] {
  const { done, total } = state.history
  return [
    { label: 'phase', value: state.phase },
    { label: 'indexed block', value: shown(state.indexedHeight) },
    { label: 'newest block', value: shown(state.latestHeight) },
    { label: 'behind', value: state.lagSeconds === null ? 'unknown' : lagText(state.lagSeconds) },
    {
      label: 'history read',
      value: state.history.complete
        ? 'all of it'
        : `${shown(done)} of ${total === null ? '?' : shown(total)} records`,
    },
  ]
}

/** What the market holds; "unknown" until all that is active has been read. */
export function marketFacts({ counts }: FrontState): readonly Fact[] {
  return [
    { label: 'active leases with IPs', value: shown(counts?.activeIpLeases) },
    { label: 'active leases', value: shown(counts?.activeLeases) },
    { label: 'providers with IPs', value: shown(counts?.providersWithIps) },
    { label: 'providers', value: shown(counts?.providers) },
    { label: 'open orders', value: shown(counts?.openOrders) },
  ]
}

const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? 'unknown' : value.toLocaleString('en-US')

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

function lagText(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${Math.round(seconds)} s`
  if (seconds < 2 * HOUR) return `${Math.round(seconds / MINUTE)} min`
  return seconds < 2 * DAY ? `${Math.round(seconds / HOUR)} h` : `${shown(Math.round(seconds / DAY))} days`
}
