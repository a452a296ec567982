import type { AnchorNote, ObservedService } from '../model/observed-service.ts'
import type { Pending } from '../model/verdict.ts'
import type { Endpoint } from './endpoint.ts'
import { isSameLeases, leasesOf } from './endpoint-leases.ts'
import { later } from './moment.ts'
import { type NotedAnchor, type Phase, unchanged } from './phase.ts'
import type { PlanScope } from './plan-scope.ts'
import { planRelease, quarantineNote } from './release.ts'
import { holdQuota, stale } from './words.ts'

/** leased → held → quarantined → gone; back to leased from anywhere. */
export function planPhase(endpoint: Endpoint, scope: PlanScope): Phase {
  const { anchor } = endpoint
  if (anchor === null || anchor.deleting) return unchanged
  if (endpoint.ports.length > 0 || endpoint.services.length > 0) return planLeased(endpoint, anchor, scope)
  if (endpoint.isFaulty) return kept(ASKED_BADLY)
  const [refused] = endpoint.refused
  if (refused !== undefined) return kept(refused.pending)
  const note = anchor.anchor
  if (note === null)
    return {
      actions: [],
      pending: {
        reason: 'CHAIN_UNKNOWN',
        message: 'the note of its anchor cannot be read, so nobody knows which leases to ask about',
      },
    }
  if (note.state === 'leased') return planRelease(endpoint, { anchor, note }, scope)
  return note.state === 'held'
    ? planHeld(endpoint, { anchor, note }, scope)
    : planQuarantined(endpoint, { anchor, note }, scope)
}

const ASKED_BADLY: Pending = {
  reason: 'WISH_INVALID',
  message: 'somebody asks for this endpoint in words that cannot be followed: its address is kept',
}

const kept = (pending: Pending): Phase => ({ actions: [], pending })

/** So many leases that it no longer serves are remembered before the chain is asked which of them have ended. */
const MAX_REMEMBERED = 16

/** The note must name every lease that has a port, before the port is there. */
function planLeased(endpoint: Endpoint, anchor: ObservedService, { now, words, view }: PlanScope): Phase {
  const note = anchor.anchor
  const known = note?.leases ?? []
  const isMany = known.length > MAX_REMEMBERED
  const remembered = view.fresh
    ? known.filter((lease) => (isMany ? words.of(lease) : words.peek(lease)) !== 'ended')
    : known
  const leases = leasesOf(endpoint, remembered)
  const isLeased = note?.state === 'leased'
  if (isLeased && isSameLeases(note.leases, leases)) return unchanged
  const { owner, key: sharingKey } = endpoint
  const since = isLeased ? note.since : now.wall
  const next: AnchorNote = { owner, sharingKey, state: 'leased', since, until: null, leases }
  const reason = isLeased ? 'its leases are others' : 'its owner uses it again'
  return {
    actions: [
      {
        kind: 'note-anchor',
        endpoint: sharingKey,
        reason,
        anchor,
        note: next,
        from: note?.state ?? 'leased',
      },
    ],
    pending: null,
  }
}

function planHeld(endpoint: Endpoint, { anchor, note }: NotedAnchor, scope: PlanScope): Phase {
  const { now, policy, view, wakes } = scope
  // What no lease ever used is held only by its owner's wish.
  const kept = note.leases.length === 0 ? note.since : later(note.since, policy.holdAfterCloseMs)
  const asked = endpoint.override?.holdUntil ?? kept
  const until = asked > kept ? asked : kept
  if (until > now.wall) {
    wakes.push(until)
    if (until.getTime() === note.until?.getTime()) return unchanged
    const reason = `it is held until ${until.toISOString()}`
    const next = { ...note, until }
    return {
      actions: [{ kind: 'note-anchor', endpoint: endpoint.key, reason, anchor, note: next, from: 'held' }],
      pending: null,
    }
  }
  if (!view.fresh) return { actions: [], pending: stale('the end of the hold') }
  const next = quarantineNote(note, scope)
  const reason = `the hold ended at ${until.toISOString()}`
  return {
    actions: [{ kind: 'note-anchor', endpoint: endpoint.key, reason, anchor, note: next, from: 'held' }],
    pending: null,
  }
}

function planQuarantined(endpoint: Endpoint, { anchor, note }: NotedAnchor, scope: PlanScope): Phase {
  const { now, view, wakes } = scope
  const holdUntil = endpoint.override?.holdUntil ?? null
  if (holdUntil !== null && holdUntil > now.wall)
    return holdAgain(endpoint, { anchor, note, holdUntil }, scope)
  const until = note.until ?? now.wall
  if (until > now.wall) {
    wakes.push(until)
    return unchanged
  }
  if (!view.fresh) return { actions: [], pending: stale('the end of the quarantine') }
  const reason = `the quarantine ended at ${until.toISOString()}`
  return { actions: [{ kind: 'delete-anchor', endpoint: endpoint.key, reason, anchor }], pending: null }
}

function holdAgain(
  { key, owner }: Endpoint,
  { anchor, note, holdUntil }: NotedAnchor & { holdUntil: Date },
  { holds, now }: PlanScope,
): Phase {
  if (!holds.take(owner)) return { actions: [], pending: holdQuota(holds.max) }
  const next: AnchorNote = { ...note, state: 'held', since: now.wall, until: holdUntil }
  const reason = 'its owner asks for a hold'
  return {
    actions: [{ kind: 'note-anchor', endpoint: key, reason, anchor, note: next, from: 'quarantined' }],
    pending: null,
  }
}
