import { leaseRefKey } from '../model/lease-ref.ts'
import type { AnchorNote, AnchorState } from '../model/observed-service.ts'
import { readLeaseRefKey } from '../stock/lease-labels.ts'
import { readSharingKey } from '../stock/sharing-key.ts'
import { ownPrefix, stateLabel } from './own-names.ts'

const annotation = (part: keyof AnchorNote | 'endpoint') => `${ownPrefix}/${part}`
const states: readonly AnchorState[] = ['leased', 'held', 'quarantined']

type Texts = Readonly<Record<string, string>>

/** For `kubectl get services -L`. */
export const anchorLabels = (note: AnchorNote): Texts => ({ [stateLabel]: note.state })

/** Everything that a restarted agent must know of an endpoint whose ports are gone. */
export const anchorAnnotations = (note: AnchorNote): Texts => ({
  [annotation('owner')]: note.owner,
  [annotation('endpoint')]: note.sharingKey,
  [annotation('state')]: note.state,
  [annotation('since')]: note.since.toISOString(),
  // Empty for none: a patch that leaves an annotation out leaves the old one there.
  [annotation('until')]: note.until?.toISOString() ?? '',
  [annotation('leases')]: JSON.stringify(note.leases.map(leaseRefKey)),
})

/**
 * Reads back what `anchorAnnotations` wrote; null where any part of it is not that. A note that lost a lease would let an
 * address go without asking the chain about it, so half a note is none.
 */
export function readAnchorNote(annotations: Texts): AnchorNote | null {
  const text = (part: Parameters<typeof annotation>[0]) => annotations[annotation(part)] ?? ''
  const state = states.find((each) => each === text('state'))
  const since = readDate(text('since'))
  const until = readDate(text('until'))
  const leases = readLeases(text('leases'))
  const sharingKey = text('endpoint')
  const owner = text('owner')
  const ends = state === 'leased' ? text('until') === '' : until !== null
  const isWhole = readSharingKey(sharingKey)?.owner === owner && ends
  if (!isWhole || state === undefined || since === null || leases === null) return null
  return { owner, sharingKey, state, since, until, leases }
}

function readDate(text: string): Date | null {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? null : date
}

function readLeases(text: string) {
  const keys = readJson(text)
  if (!Array.isArray(keys)) return null
  const leases = keys.map((key: unknown) => (typeof key === 'string' ? readLeaseRefKey(key) : null))
  return leases.every((lease) => lease !== null) ? leases : null
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
