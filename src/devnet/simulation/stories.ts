import type { Message } from '../market/message.ts'
import { isAudited, makeProvider, signing } from './cast.ts'
import { templates } from './spec.ts'
import * as tell from './story.ts'
import { type Plot, type Step, type Story, step, type Tenancy } from './story.ts'

type Ending = (tenant: Tenancy, lease: Parameters<typeof tell.closeLease>[0]) => Generator<Step, void, void>

const first = (gseq = 1) => ({ gseq, oseq: 1 })
const again = (gseq = 1) => ({ gseq, oseq: 2 })

/** How leases with money end, each by another hand. */
const endings: readonly [Ending, ...Ending[]] = [
  function* ownerMovesOn(tenant, lease) {
    yield step(tell.lifetime(tenant.plot.random), tell.closeLease(lease))
    const winner = yield* tell.bidding(tenant, again())
    yield step(1, tell.createLease(winner))
    yield step(tell.lifetime(tenant.plot.random), tell.closeDeployment(tenant))
  },
  function* deploymentCloses(tenant) {
    yield step(tell.lifetime(tenant.plot.random), tell.closeDeployment(tenant))
  },
  function* providerLeaves(tenant, lease) {
    const { random } = tenant.plot
    yield step(tell.lifetime(random), tell.closeBid(lease, random.pick(tell.providerReasons)))
    yield step(random.between(1, 5), { kind: 'start-group', id: tell.groupId(tenant, lease.gseq) })
    const winner = yield* tell.bidding(tenant, again(lease.gseq))
    yield step(1, tell.createLease(winner))
    yield step(tell.lifetime(random), tell.withdraw(winner))
    yield step(1, tell.closeDeployment(tenant))
  },
  function* groupPauses(tenant, lease) {
    const id = tell.groupId(tenant, lease.gseq)
    yield step(tell.lifetime(tenant.plot.random), { kind: 'pause-group', id })
    yield step(2, { kind: 'start-group', id })
    const winner = yield* tell.bidding(tenant, again(lease.gseq))
    yield step(1, tell.createLease(winner))
    yield step(tell.lifetime(tenant.plot.random), { kind: 'close-group', id })
  },
  function* groupCloses(tenant, lease) {
    yield step(tell.lifetime(tenant.plot.random), {
      kind: 'close-group',
      id: tell.groupId(tenant, lease.gseq),
    })
  },
  function* updatedMeanwhile(tenant, lease) {
    const { random } = tenant.plot
    yield step(3, {
      kind: 'update-deployment',
      id: tell.deploymentId(tenant),
      hash: tell.manifestHash(tenant, 1),
    })
    yield step(2, {
      kind: 'deposit',
      signer: tenant.owner,
      id: tell.deploymentId(tenant),
      amount: 1_000_000n,
    })
    yield step(tell.lifetime(random), tell.withdraw(lease))
    yield step(tell.lifetime(random), tell.closeLease(lease))
  },
]

/** Every group gets its bids and its lease; then the first lease's end decides. */
function* ordinary(plot: Plot): Story & Iterable<Step> {
  const tenant = tell.tenancy(plot)
  yield step(0, tell.create(tenant))
  const winners = []
  for (const at of tenant.plans.keys()) winners.push(yield* tell.bidding(tenant, first(at + 1)))
  yield { after: 1, messages: winners.map(tell.createLease) }
  const [lease] = winners
  if (lease !== undefined) yield* plot.random.pick(endings)(tenant, lease)
}

/** Money runs out; who notices decides the lease's state and reason. */
function* overdrawn(plot: Plot): Story & Iterable<Step> {
  const { random } = plot
  const tenant = tell.tenancy(plot)
  yield step(0, tell.create(tenant, tell.LOW_DEPOSIT))
  const lease = yield* tell.bidding(tenant, first(), tell.DEAR * 1_000_000n)
  yield step(1, tell.createLease(lease))
  const dry = random.between(7, 25)
  const id = tell.deploymentId(tenant)
  if (random.chance(0.2))
    yield step(dry, { kind: 'deposit', signer: tenant.owner, id, amount: tell.LOW_DEPOSIT })
  yield step(
    dry,
    random.pick([
      tell.withdraw(lease),
      tell.closeLease(lease),
      tell.closeBid(lease, random.pick(tell.providerReasons)),
      { kind: 'pause-group', id: tell.groupId(tenant, 1) },
      tell.closeDeployment(tenant),
    ] as const),
  )
  if (random.chance(0.3)) yield step(3, { kind: 'deposit', signer: tenant.owner, id, amount: 300_000n })
}

/** Two groups, one lease; the second lease is refused because the money is gone. */
function* refusedForFunds(plot: Plot): Story & Iterable<Step> {
  const tenant = tell.tenancy(plot, templates[6])
  yield step(0, tell.create(tenant, tell.LOW_DEPOSIT))
  const lease = yield* tell.bidding(tenant, first(1), tell.DEAR * 1_000_000n)
  const other = yield* tell.bidding(tenant, first(2))
  yield step(1, tell.createLease(lease))
  yield step(plot.random.between(8, 20), tell.createLease(other))
  yield step(1, tell.withdraw(lease))
}

/** A provider gives notice, waits for its window, and takes the lease back; or the owner is faster; or it never does. */
function* reclaimed(plot: Plot): Story & Iterable<Step> {
  const { random, blockSeconds } = plot
  const window = random.between(5, 20)
  const tenant = tell.tenancy(plot, templates[0], window)
  const reason = random.pick(tell.providerReasons)
  yield step(0, tell.create(tenant))
  const [provider = ''] = tell.bidders(tenant, 1, 1)
  const lease = tell.bidId(tenant, first(), provider)
  const offer = tell.bid(tenant, lease, tell.cheap(random))
  if (offer.kind === 'create-bid') yield step(1, { ...offer, reclamationWindow: undefined })
  yield step(1, offer)
  yield step(1, tell.createLease(lease))
  yield step(3, tell.closeBid(lease, reason))
  yield step(1, { kind: 'start-reclaim', id: lease, reason })
  yield step(1, tell.closeBid(lease, reason))
  if (random.chance(0.15)) return
  if (random.chance(0.3)) return yield step(1, tell.closeLease(lease))
  yield step(Math.ceil((window + 4) / blockSeconds) + 1, tell.closeBid(lease, reason))
}

/** Everything through authz, once or twice nested. */
function* managed(plot: Plot): Story & Iterable<Step> {
  const { random } = plot
  const tenant = tell.tenancy(plot, templates[6])
  const depth = random.between(1, 2)
  const creating = tell.create(tenant)
  const grantee = random.pick(plot.cast.tenants)
  yield step(0, {
    kind: 'grant',
    granter: tenant.owner,
    grantee,
    typeUrl: '/akash.deployment.v1beta4.MsgCreateDeployment',
  })
  yield step(1, tell.wrapped(plot, [creating], depth))
  const a = yield* tell.bidding(tenant, first(1))
  const b = yield* tell.bidding(tenant, first(2))
  yield step(1, tell.wrapped(plot, [tell.createLease(a), tell.createLease(b)], 1))
  yield step(tell.lifetime(random), tell.wrapped(plot, [tell.closeLease(a)], 1))
  yield step(tell.lifetime(random), tell.wrapped(plot, [tell.closeDeployment(tenant)], 2))
}

/** A whole life in one transaction: the lease is created and closed in one block. */
function* instant(plot: Plot): Story & Iterable<Step> {
  const tenant = tell.tenancy(plot, templates[1])
  const [provider = ''] = tell.bidders(tenant, 1, 1)
  const lease = tell.bidId(tenant, first(), provider)
  const opening = [
    tell.create(tenant),
    tell.bid(tenant, lease, tell.cheap(plot.random)),
    tell.createLease(lease),
  ]
  if (plot.random.chance(0.5)) yield step(0, ...opening, tell.closeLease(lease), tell.closeDeployment(tenant))
  else {
    yield step(0, ...opening)
    yield step(tell.lifetime(plot.random), tell.closeDeployment(tenant))
  }
}

/** What does not work: no bid, a rollback of a good message, no gas, a race lost. */
function* unlucky(plot: Plot): Story & Iterable<Step> {
  const tenant = tell.tenancy(plot, templates[0])
  const creating = tell.create(tenant)
  const ghost = tell.bidId(tenant, first(), plot.cast.providers[0].owner)
  yield step(0, creating, tell.createLease(ghost))
  const log = 'out of gas in location: WriteFlat; gasWanted: 90000, gasUsed: 90545: out of gas'
  yield step(1, tell.failing(tenant.owner, creating, { codespace: 'sdk', code: 11, log }))
  yield step(1, creating)
  const lease = yield* tell.bidding(tenant, first())
  if (plot.random.chance(0.4)) return yield step(5, tell.closeDeployment(tenant))
  yield step(1, tell.createLease(lease))
  yield step(4, {
    kind: 'update-deployment',
    id: tell.deploymentId(tenant),
    hash: tell.manifestHash(tenant, 0),
  })
  yield step(tell.lifetime(plot.random), tell.closeLease(lease))
  yield step(0, tell.closeBid(lease, tell.providerReasons[0]))
}

/** A provider rewrites its record; an auditor signs or takes back. */
function* providerNews(plot: Plot): Story & Iterable<Step> {
  const { random, cast, number } = plot
  const at = random.between(0, cast.providers.length - 1)
  const provider = cast.providers[at] ?? cast.providers[0]
  const seed = `news/${number}`
  const renewed = { ...makeProvider(seed, at, (number % 9) + 1), owner: provider.owner }
  yield step(0, { kind: 'update-provider', provider: renewed })
  const signed = signing(cast, provider, at)
  if (!isAudited(at)) return yield step(2, signed)
  if (signed.kind !== 'sign-attributes') return
  const { owner, auditor } = signed
  const keys = random.chance(0.5) ? ['region'] : []
  yield step(2, { kind: 'delete-attributes', owner, auditor, keys } satisfies Message)
  yield step(4, signed)
}

const kinds = [
  [0.58, ordinary],
  [0.7, overdrawn],
  [0.72, refusedForFunds],
  [0.78, reclaimed],
  [0.86, managed],
  [0.9, instant],
  [0.95, unlucky],
  [1, providerNews],
] as const

/** The story that goes with a plot's dice. */
export function beginStory(plot: Plot): Story {
  const throwOf = plot.random.fraction()
  const [, story] = kinds.find(([below]) => throwOf < below) ?? kinds[0]
  return story(plot)
}
