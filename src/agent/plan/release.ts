import { leaseRefKey } from '../model/lease-ref.ts'
import type { AnchorNote } from '../model/observed-service.ts'
import type { Pending } from '../model/verdict.ts'
import type { Endpoint } from './endpoint.ts'
import { later } from './moment.ts'
import type { NotedAnchor, Phase } from './phase.ts'
import type { PlanScope } from './plan-scope.ts'
import { holdQuota, stale } from './words.ts'

/** Lets the address of an endpoint go that nobody uses, when every lease that used it has ended by the chain's word. */
export function planRelease(endpoint: Endpoint, { anchor, note }: NotedAnchor, scope: PlanScope): Phase {
  const pending = keptBy(note, scope)
  if (pending !== null) return { actions: [], pending }
  if (!scope.view.fresh) return { actions: [], pending: stale('the release of the address') }
  const held = heldNote(endpoint, note, scope)
  const next = held ?? quarantineNote(note, scope)
  const reason = `${note.leases.length === 0 ? 'no lease uses it' : `${note.leases.map(leaseRefKey).join(', ')} ended`}`
  const isOverQuota = held === null && holdEnd(endpoint, scope) > scope.now.wall
  return {
    actions: [{ kind: 'note-anchor', endpoint: endpoint.key, reason, anchor, note: next, from: 'leased' }],
    pending: isOverQuota ? holdQuota(scope.holds.max) : null,
  }
}

/** Why it stays, or null. */
function keptBy({ leases }: AnchorNote, { words }: PlanScope): Pending | null {
  const said = leases.map((lease) => ({ lease, word: words.of(lease) }))
  const active = said.find(({ word }) => word === 'active')
  if (active !== undefined)
    return {
      reason: 'WISH_VANISHED',
      message: `nobody wishes for a port, and lease ${leaseRefKey(active.lease)} is active: its address is kept`,
    }
  const unknown = said.find(({ word }) => word === 'unknown')
  return unknown === undefined
    ? null
    : {
        reason: 'CHAIN_UNKNOWN',
        message: `nobody wishes for a port, and the chain has not said whether ${leaseRefKey(unknown.lease)} has ended: its address is kept`,
      }
}

/** When its owner's right to it would end, were it released now. */
function holdEnd({ override }: Endpoint, { now, policy }: PlanScope): Date {
  const kept = later(now.wall, policy.holdAfterCloseMs)
  const asked = override?.holdUntil ?? kept
  return asked > kept ? asked : kept
}

function heldNote(endpoint: Endpoint, note: AnchorNote, scope: PlanScope): AnchorNote | null {
  const until = holdEnd(endpoint, scope)
  if (until <= scope.now.wall || !scope.holds.take(endpoint.owner)) return null
  return { ...note, state: 'held', since: scope.now.wall, until }
}

/** Alone at its address, under a key that shares with nobody. */
export const quarantineNote = (note: AnchorNote, { now, policy }: PlanScope): AnchorNote => ({
  ...note,
  state: 'quarantined',
  since: now.wall,
  until: later(now.wall, policy.quarantineMs),
})
