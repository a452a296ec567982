import { type Asked, documents } from './read-mix.ts'

/** One request of the soak, and the statuses that are right for it. */
export interface SoakRequest {
  readonly kind: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body: string | null
  readonly statuses: readonly number[]
  /** The client goes away after a few milliseconds, answer or not. */
  readonly isAborted?: boolean
}

interface Drawn {
  readonly cold: readonly Asked[]
  readonly hot: readonly Asked[]
  /** 0 up to 1. */
  readonly random: () => number
}

const ANSWERED = [200]
/** GraphQL errors before execution may come as 400 or, for JSON clients, as 200. */
const WRONG = [200, 400]
const BOUNDED = [200, 400, 413, 429]

/** Everything that comes to a public endpoint in a day: mostly sane, some of it wrong, some of it hostile. */
export function drawRequest(drawn: Drawn): SoakRequest {
  const { random } = drawn
  const dice = random()
  const turn = shares.find(({ upTo }) => dice < upTo) ?? shares[0]
  return (turn?.make ?? ops)(drawn)
}

const post = (kind: string, body: string, statuses: readonly number[]): SoakRequest => ({
  kind,
  method: 'POST',
  path: '/graphql',
  body,
  statuses,
})
const query = (kind: string, text: string, statuses: readonly number[], variables: object = {}) =>
  post(kind, JSON.stringify({ query: text, variables }), statuses)

const one = <T>(list: readonly T[], random: () => number): T => {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new TypeError('nothing to draw from')
  return item
}
const whole = (below: number, random: () => number) => Math.floor(random() * below)

const cold = ({ cold: list, random }: Drawn) => post('cold', one(list, random).body, ANSWERED)
const hot = ({ hot: list, random }: Drawn) => post('hot', one(list, random).body, ANSWERED)

function get({ hot: list, random }: Drawn): SoakRequest {
  const { query: text, variables } = JSON.parse(one(list, random).body)
  const search = new URLSearchParams({ query: text, variables: JSON.stringify(variables) })
  // A GET without this header is refused, as a browser's simple request could carry it.
  return { kind: 'get', method: 'GET', path: `/graphql?${search}`, body: null, statuses: ANSWERED }
}

/** A document that was never seen before: names, aliases, fields, arguments; every cache of documents has to let go. */
function distinct({ random }: Drawn): SoakRequest {
  const fields = [
    'owner',
    'dseq',
    'gseq',
    'state',
    'createdHeight',
    'closedHeight',
    'ipEndpointCount',
    'closeReason',
  ]
  const chosen = fields.filter(() => random() < 0.5)
  const aliased = chosen.map((field) => `a${whole(1e9, random)}: ${field}`).join(' ')
  const nested = random() < 0.5 ? 'provider { address attributes { key } }' : 'deployment { groups { name } }'
  return query(
    'distinct',
    `query D${whole(1e9, random)} { leases(first: ${1 + whole(20, random)}, filter: { dseq: "${whole(1e8, random)}" }) { nodes { __typename ${aliased} ${nested} } } }`,
    ANSWERED,
  )
}

const wrongs = [
  '{ leases(first: ',
  '{ nothing }',
  '{ leases(first: 101) { nodes { owner } } }',
  '{ leases(first: -1) { nodes { owner } } }',
  'query ($id: LeaseId!) { lease(id: $id) { owner } }',
  '{ provider(address: "nobody") { address } }',
  '{ node(id: "bm90aGluZw") { id } }',
  'mutation { doIt }',
  '{ leases(after: "abc") { nodes { owner } } }',
]
const wrong = ({ random }: Drawn) => query('wrong', `${one(wrongs, random)} # ${whole(1e6, random)}`, WRONG)

const nest = (depth: number): string =>
  depth === 0 ? 'owner' : `deployment { leases(first: 100) { nodes { ${nest(depth - 1)} } } }`
const abuses: readonly (() => string)[] = [
  () => `{ leases(first: 100) { nodes { ${nest(12)} } } }`,
  () => `{ ${Array.from({ length: 2_000 }, (_, n) => `a${n}: network { chainId }`).join(' ')} }`,
  () => `{ ${'network { chainId } '.repeat(3_000)} }`,
  () => `{ __typename ${'@skip(if: false)'.repeat(1_000)} }`,
  () => `{ ${'{'.repeat(5_000)}`,
  () => 'fragment A on Lease { ...B } fragment B on Lease { ...A } { leases { nodes { ...A } } }',
  () =>
    '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
  () => `# ${'x'.repeat(80_000)}\n{ network { chainId } }`,
  () =>
    `{ leases(first: 100) { nodes { provider { leases(first: 100) { nodes { events(first: 100) { nodes { kind } } } } } } } }`,
]
function abuse({ random }: Drawn): SoakRequest {
  if (random() < 0.1) {
    const batch = Array.from({ length: 50 }, () => ({ query: documents.topProviders }))
    return post('abuse', JSON.stringify(batch), BOUNDED)
  }
  return query('abuse', one(abuses, random)(), BOUNDED)
}

const brokenBodies = ['', '{', '[]', 'null', '{"query":1}', '{"query":"{ __typename }","variables":[]}']
const broken = ({ random }: Drawn) => post('broken', one(brokenBodies, random), [200, 400, 413, 415, 422])
const aborted = ({ cold: list, random }: Drawn) => ({
  ...post('aborted', one(list, random).body, ANSWERED),
  isAborted: true,
})
const ops = ({ random }: Drawn): SoakRequest => ({
  kind: 'ops',
  method: 'GET',
  path: one(['/', '/livez', '/readyz', '/status', '/metrics', '/nowhere'], random),
  body: null,
  statuses: [200, 404],
})

const shares: readonly { readonly upTo: number; readonly make: (drawn: Drawn) => SoakRequest }[] = [
  { upTo: 0.35, make: cold },
  { upTo: 0.6, make: hot },
  { upTo: 0.7, make: get },
  { upTo: 0.85, make: distinct },
  { upTo: 0.9, make: wrong },
  { upTo: 0.93, make: abuse },
  { upTo: 0.95, make: broken },
  { upTo: 0.98, make: aborted },
  { upTo: 1, make: ops },
]
