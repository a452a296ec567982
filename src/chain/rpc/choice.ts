import { Failure } from '#domain/failure.ts'
import type { Health } from './health.ts'

/** What a piece of work needs of a node; heights absent where any will do. */
export interface Need {
  /** What is asked for; the beginning of a failure's sentence. */
  readonly what: string
  /** Lowest block that is asked for. */
  readonly from?: number
  /** Highest block, or the block whose state is asked for. */
  readonly to?: number
  /** True where state after block `to` is read. */
  readonly state?: boolean
}

export type Obstacle = 'chain' | 'cooldown' | 'unasked' | 'lag' | 'pruned'

/** Why a node cannot do a piece of work now; null where it can. */
export function obstacle(health: Health, need: Need, nowMs: number): Obstacle | null {
  if (nowMs < health.cooldownUntilMs) return health.chainIdOk === false ? 'chain' : 'cooldown'
  if (health.status === null) return 'unasked'
  const { latest, earliestHeight } = health.status
  if (need.to !== undefined && latest.height < need.to) return 'lag'
  if (need.from !== undefined && Math.max(earliestHeight, health.blocksFrom) > need.from) return 'pruned'
  if (need.state && need.to !== undefined && health.stateFrom > need.to) return 'pruned'
  return null
}

/** What to do with a piece of work; indices are those of the nodes. */
export type Choice =
  | { readonly kind: 'use'; readonly index: number }
  /** Ask these for their status first. */
  | { readonly kind: 'ask'; readonly indices: readonly number[] }
  /** All that could do it are being left out for so long. */
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'refuse'; readonly failure: Failure }

/** A status older than this does not prove that a node lags. */
const FRESH_MS = 200

/** The first node that is able; otherwise what would make one able, or why none ever will be. */
export function choose(nodes: readonly Health[], need: Need, nowMs: number): Choice {
  const why = nodes.map((health) => obstacle(health, need, nowMs))
  const able = why.indexOf(null)
  if (able >= 0) return { kind: 'use', index: able }
  const stale = nodes.flatMap((health, index) => (worthAsking(health, why[index], nowMs) ? [index] : []))
  if (stale.length > 0) return { kind: 'ask', indices: stale }
  if (why.every((reason) => reason === 'chain'))
    return { kind: 'refuse', failure: allOfOtherChains(nodes.length) }
  if (why.includes('lag')) return { kind: 'refuse', failure: nobodyHas('HEIGHT_NOT_YET', need) }
  if (!why.includes('cooldown')) return { kind: 'refuse', failure: nobodyHas('HEIGHT_PRUNED', need) }
  return { kind: 'wait', ms: Math.min(...coolingUntil(nodes, nowMs)) - nowMs }
}

const worthAsking = (health: Health, why: Obstacle | null | undefined, nowMs: number) =>
  why === 'unasked' || (why === 'lag' && nowMs - health.askedMs > FRESH_MS)

const coolingUntil = (nodes: readonly Health[], nowMs: number) =>
  nodes.map((health) => health.cooldownUntilMs).filter((at) => at > nowMs)

const allOfOtherChains = (nodes: number) =>
  new Failure('CHAIN_ID_MISMATCH', 'every node that is set belongs to another chain', { nodes })

function nobodyHas(code: 'HEIGHT_NOT_YET' | 'HEIGHT_PRUNED', need: Need): Failure {
  const rule = code === 'HEIGHT_NOT_YET' ? 'no node has it yet' : 'no node has it any more'
  return new Failure(code, `${need.what}: ${rule}`, { from: need.from, to: need.to })
}
