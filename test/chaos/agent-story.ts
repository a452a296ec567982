import type { LeaseRef } from '#agent/model/lease-ref.ts'
import { addressOf, Random } from '#devnet/simulation/random.ts'
import type { Wanted } from '../scenario/checker/scenario-log.ts'
import { type Endpoint, newEndpoint } from '../scenario/endpoint.ts'
import type { Lane, Phase, Step } from '../scenario/steps.ts'

/** What happens before, during and after a fault. */
export interface AgentStory {
  readonly provider: string
  readonly before: Phase
  readonly during: Phase
  readonly after: Phase
  /** Addresses that all of it needs at most at one time. */
  readonly addresses: number
  /** Sharing keys of endpoints of which nobody asks anything during the fault. */
  readonly bystanders: readonly string[]
}

/** One owner with one endpoint: what is done before, during and after. */
interface Tenant {
  readonly endpoint: Endpoint
  readonly steps: readonly [Lane, Lane, Lane]
}

/** Each tenant meets the fault with something else; the same seed tells the same story. */
export function agentStory(seed: string): AgentStory {
  const random = new Random(seed)
  const provider = addressOf(seed, 'provider')
  let dseq = 1n
  const lease = (owner: string): LeaseRef => ({ owner, dseq: dseq++, gseq: 1, oseq: 1, provider })
  const tenants = [stays, stays, retargets, moves, ends, ends, vanishes, comes, grows, keeps].map(
    (tell, n) => {
      const owner = addressOf(seed, `owner-${n}`)
      const endpoint = newEndpoint(owner, n, random)
      return { endpoint, steps: tell(endpoint, () => lease(owner), random) }
    },
  )
  const [before, during, after] = ([0, 1, 2] as const).map((n) => phaseOf(tenants, n))
  if (before === undefined || during === undefined || after === undefined)
    throw new TypeError('a phase lacks')
  const [first, second] = tenants
  const bystanders = [first, second].flatMap((tenant) => tenant?.endpoint.sharingKey ?? [])
  return { provider, before, during, after, addresses: tenants.length, bystanders }
}

function phaseOf(tenants: readonly Tenant[], n: 0 | 1 | 2): Phase {
  const name = (['before', 'during', 'after'] as const)[n]
  return { name, lanes: tenants.map(({ steps }) => steps[n]).filter((lane) => lane.length > 0), kills: [] }
}

type Tell = (endpoint: Endpoint, newLease: () => LeaseRef, random: Random) => Tenant['steps']

function open(endpoint: Endpoint, lease: LeaseRef): Step {
  endpoint.moveTo(lease)
  return { kind: 'open', lease, wishes: endpoint.wishes }
}

const close = (lease: LeaseRef, wishes: readonly Wanted[], random: Random): Step => ({
  kind: 'close',
  lease,
  wishes,
  first: random.pick(['chain', 'cluster']),
  betweenMs: random.between(0, 1_000),
})

const stays: Tell = (endpoint, newLease) => [[open(endpoint, newLease())], [], []]

const retargets: Tell = (endpoint, newLease, random) => [
  [open(endpoint, newLease())],
  [1, 2, 3].map(() => ({ kind: 'rewrite', wishes: endpoint.retarget(random) })),
  [{ kind: 'rewrite', wishes: endpoint.retarget(random) }],
]

/** To another lease, and on to a third one; what was left ends. */
const moves: Tell = (endpoint, newLease, random) => {
  const [first, second, third] = [newLease(), newLease(), newLease()]
  const before = [open(endpoint, first)]
  const to = (from: LeaseRef, lease: LeaseRef): Lane => {
    endpoint.moveTo(lease, random)
    const { wishes } = endpoint
    return [{ kind: 'open', lease, wishes: [] }, { kind: 'rewrite', wishes }, close(from, [], random)]
  }
  return [before, to(first, second), to(second, third)]
}

const ends: Tell = (endpoint, newLease, random) => {
  const lease = newLease()
  return [[open(endpoint, lease)], [close(lease, endpoint.wishes, random)], []]
}

/** Its wishes and its namespace go while the lease goes on: the same address is there when they come back. */
const vanishes: Tell = (endpoint, newLease) => {
  const lease = newLease()
  const opening = open(endpoint, lease)
  return [[opening], [{ kind: 'vanish', lease, wishes: endpoint.wishes }], [opening]]
}

const comes: Tell = (endpoint, newLease) => [[], [open(endpoint, newLease())], []]

/** Only some of its ports are wanted from the beginning. */
const grows: Tell = (endpoint, newLease) => {
  const lease = newLease()
  endpoint.moveTo(lease)
  const [first, second, ...others] = endpoint.wishes
  const all = [first, second, ...others].filter((wish) => wish !== undefined)
  return [
    [{ kind: 'open', lease, wishes: all.slice(0, 1) }],
    [{ kind: 'rewrite', wishes: all.slice(1, 2) }],
    [{ kind: 'rewrite', wishes: all.slice(2) }],
  ]
}

/** Its lease ends, its address is held, and it comes back to it. */
const keeps: Tell = (endpoint, newLease, random) => {
  const lease = newLease()
  const opening = open(endpoint, lease)
  const { sharingKey, name, wishes } = endpoint
  const hold: Step = { kind: 'hold', owner: lease.owner, endpoint: name, sharingKey }
  return [[opening, hold], [close(lease, wishes, random)], [open(endpoint, newLease())]]
}
