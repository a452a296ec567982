import type { Note } from '../kube/event-draft.ts'
import type { KubeObject } from '../kube/kube-objects.ts'
import type { Recorder } from '../kube/recorder.ts'
import { portKey } from '../model/port-wish.ts'
import type { EndpointVerdict, Pending, PendingReason, PortVerdict } from '../model/verdict.ts'
import { plipName } from '../stock/plip.ts'
import type { VerdictChange } from '../verdict-book.ts'
import type { Informers } from '../watch/informers.ts'

/** What passes by itself within moments is no news. */
const passing: readonly PendingReason[] = ['ADDRESS_PENDING', 'PORT_MOVING']

interface Announced {
  /** What `kubectl describe` shows it under. */
  readonly about: { readonly plip: string | null; readonly override: string }
  readonly note: Note
}

/** Says by Events why something waits, and when it no longer does. `places`: where plips and overrides are. */
export function announce(
  changes: readonly VerdictChange[],
  recorder: Pick<Recorder, 'record'>,
  informers: Pick<Informers, 'plips' | 'overrides'>,
  places: { readonly manifestNamespace: string; readonly agentNamespace: string },
): void {
  for (const change of changes)
    for (const { about, note } of notesOf(change)) {
      const object = objectOf(about, informers, places)
      if (object !== null) recorder.record(object, note)
    }
}

function objectOf(
  { plip, override }: Announced['about'],
  informers: Pick<Informers, 'plips' | 'overrides'>,
  {
    manifestNamespace,
    agentNamespace,
  }: { readonly manifestNamespace: string; readonly agentNamespace: string },
): KubeObject | null {
  const found = plip === null ? null : informers.plips.get({ namespace: manifestNamespace, name: plip })
  return found ?? informers.overrides.get({ namespace: agentNamespace, name: override })
}

/** What is new, in words; nothing for a reason that stands as it stood, whatever its words. */
export function notesOf({ before, after }: VerdictChange): Announced[] {
  if (after === null) return []
  const old = new Map((before?.ports ?? []).map((port) => [placeOf(port), port]))
  const ports = after.ports.flatMap((port) => {
    const note = noteOf(
      newsOf(old.get(placeOf(port))?.pending ?? null, port.pending),
      `${portKey(port)} is open`,
    )
    const plip = plipName({ ...port, sharingKey: after.sharingKey })
    return note === null ? [] : [{ about: { plip, override: after.sharingKey }, note }]
  })
  const note = noteOf(newsOf(before?.pending ?? null, after.pending), settled(after))
  const about = { plip: null, override: after.sharingKey }
  return note === null ? ports : [{ about, note }, ...ports]
}

const placeOf = (port: PortVerdict) => portKey(port)

const settled = ({ state, address }: EndpointVerdict) =>
  address === null ? `the endpoint is ${state}` : `${address} is ${state}`

interface News {
  /** Null: what was told before is over. */
  readonly pending: Pending | null
}

function newsOf(before: Pending | null, after: Pending | null): News | null {
  const was = before !== null && !passing.includes(before.reason) ? before : null
  const is = after !== null && !passing.includes(after.reason) ? after : null
  if (is !== null) return was?.reason === is.reason ? null : { pending: is }
  return was !== null && after === null ? { pending: null } : null
}

function noteOf(news: News | null, settledWords: string): Note | null {
  if (news === null) return null
  const { pending } = news
  return pending === null
    ? { type: 'Normal', reason: 'Settled', message: settledWords }
    : { type: 'Warning', reason: camelCase(pending.reason), message: pending.message }
}

/** Events' reasons are written so: POOL_EXHAUSTED becomes PoolExhausted. */
const camelCase = (reason: PendingReason) =>
  reason
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
