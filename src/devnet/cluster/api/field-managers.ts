import { ApiRefusal, statusBody } from './api-refusal.ts'
import {
  changedFields,
  contested,
  type FieldTree,
  fieldsOf,
  mergeApplied,
  minus,
  type Place,
  removeFields,
  union,
} from './field-tree.ts'
import { apiVersionOf, type Kind } from './kind.ts'
import { type KubeObject, type ManagedFields, without } from './object.ts'

/** Who writes, and how. */
export interface Writer {
  readonly manager: string
  readonly subresource?: 'status' | undefined
  readonly at: Date
}

/** Fields that a write through an endpoint cannot reach: its owner gets nothing of them. */
const unreachable = (kind: Kind, subresource: string | undefined) =>
  subresource === 'status' ? ['spec'] : kind.hasStatus ? ['status'] : []

const top = (kind: Kind): Place => ({ kind, path: '' })
const treeOf = (entry: ManagedFields) => entry.fieldsV1 as FieldTree
const managersOf = (object: KubeObject | null) => object?.metadata.managedFields ?? []

/** Notes who owns the fields after a POST, PUT or merge patch: what changed is the writer's alone. */
export function ownUpdated(
  kind: Kind,
  before: KubeObject | null,
  after: KubeObject,
  writer: Writer,
): KubeObject {
  const hidden = unreachable(kind, writer.subresource)
  const [old, next] = [without(before ?? {}, ...hidden), without(after, ...hidden)]
  const changed = changedFields({ before: before === null ? undefined : old, after: next }, top(kind)) ?? {}
  const removed = minus(fieldsOf(old, top(kind)), fieldsOf(next, top(kind))) ?? {}
  const entries = managersOf(before).flatMap((entry) => leftOf(entry, union(changed, removed)))
  if (Object.keys(changed).length === 0) return withManagers(after, entries)
  const own = entries.find((entry) => isOf(entry, 'Update', kind, writer))
  const fieldsV1 = own === undefined ? changed : union(treeOf(own), changed)
  return withManagers(after, [
    ...entries.filter((entry) => entry !== own),
    entryOf(kind, writer, 'Update', fieldsV1),
  ])
}

/**
 * Server-side apply: lays `applied` over what is stored, takes away what this manager applied before and leaves out now, and notes the
 * owner. Throws ApiRefusal (409) where others own a field that it changes, unless `force`.
 */
export function applied(
  kind: Kind,
  live: KubeObject | null,
  request: { readonly object: KubeObject; readonly writer: Writer; readonly force: boolean },
): KubeObject {
  const { object, writer, force } = request
  const wanted = without(object, ...unreachable(kind, writer.subresource)) as KubeObject
  const fields = fieldsOf(wanted, top(kind))
  const entries = managersOf(live)
  const own = entries.find((entry) => isOf(entry, 'Apply', kind, writer))
  const others = entries.filter((entry) => entry !== own)
  const conflicts = others.flatMap((entry) =>
    contested([fields, treeOf(entry)], { before: live ?? undefined, after: wanted }, top(kind)).map(
      (path) => ({ entry, path }),
    ),
  )
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts)
  const changed = changedFields({ before: live ?? undefined, after: wanted }, top(kind)) ?? {}
  const kept = others.flatMap((entry) => leftOf(entry, changed))
  const merged = mergeApplied(live ?? undefined, wanted, top(kind))
  const dropped = own === undefined ? null : droppedFields(treeOf(own), [fields, ...kept.map(treeOf)])
  const result = dropped === null ? merged : removeFields(merged, dropped, top(kind))
  return withManagers(result as KubeObject, [...kept, entryOf(kind, writer, 'Apply', fields)])
}

const droppedFields = (before: FieldTree, still: readonly FieldTree[]) =>
  still.reduce<FieldTree | null>((left, tree) => (left === null ? null : minus(left, tree)), before)

function leftOf(entry: ManagedFields, gone: FieldTree): ManagedFields[] {
  const left = minus(treeOf(entry), gone)
  return left === null ? [] : [{ ...entry, fieldsV1: left }]
}

const isOf = (entry: ManagedFields, operation: string, kind: Kind, { manager, subresource }: Writer) =>
  entry.manager === manager &&
  entry.operation === operation &&
  entry.subresource === subresource &&
  entry.apiVersion === apiVersionOf(kind)

const entryOf = (
  kind: Kind,
  { manager, subresource, at }: Writer,
  operation: 'Apply' | 'Update',
  fieldsV1: FieldTree,
): ManagedFields => ({
  manager,
  operation,
  apiVersion: apiVersionOf(kind),
  time: secondsOf(at),
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...(subresource === undefined ? {} : { subresource }),
})

/** Times of metadata have whole seconds. */
export const secondsOf = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z')

function withManagers(object: KubeObject, entries: readonly ManagedFields[]): KubeObject {
  const rank = ({ manager, operation, subresource }: ManagedFields) =>
    `${manager} ${operation} ${subresource ?? ''}`
  const managedFields = [...entries].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  return { ...object, metadata: { ...object.metadata, managedFields } }
}

interface Conflict {
  readonly entry: ManagedFields
  readonly path: string
}

function applyConflict(conflicts: readonly Conflict[]): ApiRefusal {
  const causes = conflicts.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${nameOf(entry)}`,
    field: path,
  }))
  return new ApiRefusal(statusBody(409, 'Conflict', conflictMessage(conflicts), { causes }))
}

function conflictMessage(conflicts: readonly Conflict[]): string {
  const [only, second] = conflicts
  if (only !== undefined && second === undefined)
    return `Apply failed with 1 conflict: conflict with ${nameOf(only.entry)}: ${only.path}`
  const names = [...new Set(conflicts.map(({ entry }) => nameOf(entry)))].sort()
  const lines = names.flatMap((name) => [
    `conflicts with ${name}:`,
    ...conflicts.filter(({ entry }) => nameOf(entry) === name).map(({ path }) => `- ${path}`),
  ])
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

function nameOf({ manager, subresource, operation, apiVersion, time }: ManagedFields): string {
  const name =
    JSON.stringify(manager) + (subresource === undefined ? '' : ` with subresource "${subresource}"`)
  return operation === 'Apply' ? name : `${name} using ${apiVersion} at ${time}`
}
