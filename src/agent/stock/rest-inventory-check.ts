import type { EndpointVerdict } from '../model/verdict.ts'
import type { StatusForm } from './rest-lease-status.ts'

/**
 * The stock provider's check of its reservations, as far as it can be told from its requests: every 5 s it asks `/usage`
 * and at once, one after the other, `/ip-lease-status` of each lease that is not confirmed yet (runCheck in
 * cluster/inventory.go). It confirms a lease by the number of entries, which it takes for the number of addresses; so a
 * lease with two ports on one address would never be confirmed, and its address be counted twice for ever. Tenants get
 * the same path through the provider, and shall see all ports. So a lease that was asked for in one check and is asked
 * for again in the next gets one entry for each endpoint in that one answer; everybody else gets all.
 *
 * A check is answered from what was known when its `/usage` was answered: a lease that is confirmed by what came after
 * would not be counted until the next check.
 */
export interface InventoryCheck {
  readonly holdings: readonly EndpointVerdict[]
  /** Monotonic milliseconds of the last request that belonged to it. */
  readonly lastMs: number
  /** Leases (`leaseRefKey`) that were asked for in it. */
  readonly asked: ReadonlySet<string>
  /** In the last check before it that asked for any. */
  readonly askedBefore: ReadonlySet<string>
}

/** The provider asks the next thing as soon as it is answered; who comes later than this is somebody else. */
const PAUSE_MS = 100
/** A check that long ago says nothing. */
const FORGET_MS = 60_000
/** Those of one check that are told apart; the others have their turn when these are confirmed. */
const MAX_LEASES = 1000

export function beginCheck(
  before: InventoryCheck | null,
  holdings: readonly EndpointVerdict[],
  nowMs: number,
): InventoryCheck {
  const isRecent = before !== null && nowMs - before.lastMs <= FORGET_MS
  const remembered = isRecent ? before : null
  const asked = remembered?.asked ?? none
  const askedBefore = asked.size > 0 ? asked : (remembered?.askedBefore ?? none)
  return { holdings, lastMs: nowMs, asked: none, askedBefore }
}

const none: ReadonlySet<string> = new Set()

export interface StatusAnswer {
  readonly check: InventoryCheck | null
  readonly form: StatusForm
  /** What the answer is made from. */
  readonly holdings: readonly EndpointVerdict[]
}

/** How a request for the status of a lease is answered, and the check after it; `holdings`: as they are now. */
export function askStatus(
  check: InventoryCheck | null,
  { lease, holdings, nowMs }: { lease: string; holdings: readonly EndpointVerdict[]; nowMs: number },
): StatusAnswer {
  const isOutside = check === null || nowMs - check.lastMs > PAUSE_MS
  if (isOutside || check.asked.has(lease) || check.asked.size >= MAX_LEASES)
    return { check, form: 'whole', holdings }
  return {
    check: { ...check, lastMs: nowMs, asked: new Set([...check.asked, lease]) },
    form: check.askedBefore.has(lease) ? 'brief' : 'whole',
    holdings: check.holdings,
  }
}
