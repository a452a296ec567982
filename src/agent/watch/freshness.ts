import type { Snapshot } from '../kube/informer.ts'
import type { KubeObject } from '../kube/kube-objects.ts'
import { verdictOf } from '../kube/kube-verdict.ts'
import type { Informers } from './informers.ts'

/** How much of what is known can be trusted. */
export interface Freshness {
  /** Whether everything was listed at least once; nothing is decided before. */
  readonly synced: boolean
  /** Whether everything was proved current within the limit; nothing is destroyed otherwise. */
  readonly fresh: boolean
  /** Milliseconds since what was heard longest ago; Infinity: never. */
  readonly ageMs: number
  /** What that is. */
  readonly oldest: string
}

/**
 * Kinds that a cluster may lack, with the milliseconds of "no such kind" after which that is believed. MetalLB has no
 * ConfigurationState before 0.15.3. Without our own kind there are no holds, so an apiserver that has just started and
 * does not serve it yet must not be believed.
 */
const mayLack: { readonly [Kind in keyof Informers]?: number } = { configurations: 0, overrides: 30_000 }

/** `runningMs`: for how long the informers have run. `limitMs`: what is older is not fresh. */
export function freshnessOf(
  informers: { readonly [Kind in keyof Informers]: Pick<Informers[Kind], 'snapshot'> },
  { runningMs, limitMs }: { readonly runningMs: number; readonly limitMs: number },
): Freshness {
  let [ageMs, oldest] = [0, '']
  for (const kind of Object.keys(informers) as (keyof Informers)[]) {
    const snapshot = informers[kind].snapshot()
    if (isLacking(snapshot, mayLack[kind] ?? null, runningMs) || snapshot.ageMs <= ageMs) continue
    ageMs = snapshot.ageMs
    oldest = kind
  }
  return { synced: Number.isFinite(ageMs), fresh: ageMs <= limitMs, ageMs, oldest }
}

/** One that was there and is gone is stale, not lacking. */
function isLacking(snapshot: Snapshot<KubeObject>, afterMs: number | null, runningMs: number): boolean {
  const { ageMs, failure } = snapshot
  if (afterMs === null || Number.isFinite(ageMs) || runningMs < afterMs) return false
  return failure !== null && verdictOf(failure) === 'missing'
}
