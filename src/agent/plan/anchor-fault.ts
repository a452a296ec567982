import type { ObservedService } from '../model/observed-service.ts'
import { refusalMeaning } from '../object/refusal.ts'
import type { Endpoint } from './endpoint.ts'
import { wallAt } from './moment.ts'
import type { PlanScope } from './plan-scope.ts'

/** Events tell whole seconds. */
const EVENT_PRECISION_MS = 1_000

/** Why an anchor waits for its address in vain. */
export interface AnchorFault {
  readonly words: string
  /** Nobody has the address, and MetalLB thinks otherwise. */
  readonly isLeak: boolean
  /** Monotonic milliseconds. */
  readonly sinceMs: number
}

/**
 * What the memory calls an anchor that was made and had no address since. Which one it was pinned to does not matter: a
 * plan that is made while the write is under way does not know it, and begins again with another.
 */
export const BORN = 'born'
/** The same for an address that an anchor was pinned to later. */
export const repinned = (address: string) => `repinned ${address}`

/** What the memory calls an address that the anchor had: it is never given up. */
export const had = (address: string) => `had ${address}`

/**
 * Null: it may come yet, or it was the anchor's before. After a restart nobody knows whether it was; then only what could not
 * have been is a fault.
 */
export function anchorFault(
  endpoint: Endpoint,
  anchor: ObservedService,
  scope: PlanScope,
): AnchorFault | null {
  const { memory, view, survey } = scope
  const { key } = endpoint
  const { pin } = anchor
  if (pin === null) return { words: 'it has no pin', isLeak: false, sinceMs: memory.see(key, 'unpinned') }
  for (const what of [BORN, repinned(pin), had(pin)]) memory.keep(key, what)
  if (view.pools.length === 0) return null
  const bornMs = bornSinceMs(key, pin, scope)
  const isNew = bornMs !== null
  if (survey.poolOf(pin) === null) return isNew ? fault('it is in no pool', bornMs) : null
  const other = survey.holdersOf(pin).find((holder) => survey.keyOf(holder) !== key)
  if (other === undefined) return refusedFault(endpoint, anchor, scope)
  // Two endpoints get the same pin only when an old list hid the first: so this one never had the address.
  const isTwice = survey.keyOf(other) !== null && other.address === pin
  if (isTwice) return fault('another endpoint has it', bornMs ?? memory.see(key, `twice ${pin}`))
  if (!isNew) return null
  // What MetalLB wrote into somebody's status it does not take away again: nothing is waited for.
  return fault('somebody else has it', other.address === pin ? Number.NEGATIVE_INFINITY : bornMs)
}

const fault = (words: string, sinceMs: number): AnchorFault => ({ words, isLeak: false, sinceMs })

/** Monotonic milliseconds; null: the anchor may have had the address before. */
const bornSinceMs = (key: string, pin: string, { memory }: PlanScope) =>
  memory.since(key, repinned(pin)) ?? memory.since(key, BORN)

/** MetalLB refuses an address that is in a pool and that nobody has. */
function refusedFault(
  { key }: Endpoint,
  { pin, refusal }: ObservedService,
  scope: PlanScope,
): AnchorFault | null {
  const { memory, now, survey } = scope
  if (pin === null || refusal === null || memory.since(key, had(pin)) !== null) return null
  const isOwn = survey.holdersOf(pin).some(({ address }) => address === pin)
  const isLeak = refusalMeaning(refusal.message).kind === 'sharing-key' && !isOwn
  const bornMs = bornSinceMs(key, pin, scope)
  const atMs = refusal.at.getTime()
  const sinceMs = bornMs ?? (isLeak ? memory.see(key, `leak ${pin}`) : null)
  if (sinceMs === null) return null
  const fromMs = wallAt(now, sinceMs).getTime() - (bornMs === null ? 0 : EVENT_PRECISION_MS)
  return atMs < fromMs ? null : { words: refusal.message, isLeak, sinceMs }
}
