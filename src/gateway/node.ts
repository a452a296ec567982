import { Failure } from '#domain/failure.ts'
import { changeId } from '#domain/past-changes.ts'
import { changesById } from '#store/query/changes-by-id.ts'
import type { Context } from './context.ts'
import { type NodeRef, parseChangeId, parseGlobalId } from './global-id.ts'
import { allEvents } from './listing/events-of-lease.ts'
import { toldChange } from './listing/told-change.ts'
import type { ChangeParent, DeploymentRow, LeaseRow, ProviderRow } from './parent.ts'
import { isLeaseKind } from './resolver/words.ts'

const MAX_IDS = 100

export type NodeParent = LeaseRow | DeploymentRow | ProviderRow | ChangeParent

/** The record with this id; null where this chain has none. Throws BAD_USER_INPUT when the id is malformed. */
export function nodeById(context: Context, id: string): Promise<NodeParent | null> {
  return load(context, parseGlobalId(id))
}

/** The records with these ids, in their order. Throws BAD_USER_INPUT for too many, or a malformed one. */
export function nodesById(context: Context, ids: readonly string[]): Promise<(NodeParent | null)[]> {
  if (ids.length > MAX_IDS)
    throw new Failure(
      'BAD_USER_INPUT',
      `argument "ids": ${ids.length} ids are given, at most ${MAX_IDS} may be`,
    )
  const refs = ids.map((id) => parseGlobalId(id, 'ids'))
  return Promise.all(refs.map((ref) => load(context, ref)))
}

async function load(context: Context, ref: NodeRef): Promise<NodeParent | null> {
  if (ref.chainId !== context.chainId) return null
  if (ref.type === 'Lease') return context.loaders.lease.load(ref.key)
  if (ref.type === 'Deployment') return context.loaders.deployment.load(ref.key)
  if (ref.type === 'Provider') return context.loaders.provider.load(ref.key)
  return changeByKey(context, ref.key)
}

/** From the feed, or, for what happened before the feed began, from the record that proves it. */
async function changeByKey(context: Context, key: string): Promise<ChangeParent | null> {
  const id = parseChangeId(key)
  const [row] = await changesById(context.sql, [id])
  if (row !== undefined) return toldChange(row)
  if (!isLeaseKind(id.kind)) return null
  const lease = await context.loaders.lease.load(id.subject)
  const events = lease === null ? [] : allEvents(lease, [])
  return events.find((event) => changeId(event.change) === key) ?? null
}
