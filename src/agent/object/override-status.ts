import type { LeasedIPOverride, MergePatch } from '../kube/kube-objects.ts'
import type { EndpointVerdict } from '../model/verdict.ts'
import type { WishFault } from '../stock/wish-fault.ts'

/** What became of an override: it cannot be followed, or what is of its endpoint; null: that is not decided yet. */
export type OverrideOutcome = WishFault | EndpointVerdict | null

/** A merge patch for the status subresource; `generation` is that of the spec that was followed. */
export function overrideStatusPatch(
  outcome: OverrideOutcome,
  generation: number,
): { readonly status: MergePatch<NonNullable<LeasedIPOverride['status']>> } {
  const observedGeneration = generation
  if (outcome === null)
    return { status: { state: 'pending', address: null, until: null, ...reasonOf(null), observedGeneration } }
  if (!('state' in outcome)) {
    const { message } = outcome
    const invalid = { state: 'invalid', address: null, until: null, reason: 'WISH_INVALID', message } as const
    return { status: { ...invalid, observedGeneration } }
  }
  const { state, address, until, pending } = outcome
  const whole = { state, address, until: until?.toISOString() ?? null, ...reasonOf(pending) }
  return { status: { ...whole, observedGeneration } }
}

const reasonOf = (pending: EndpointVerdict['pending']) => ({
  reason: pending?.reason ?? null,
  message: pending?.message ?? null,
})
