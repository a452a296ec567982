import type { Kind } from './kind.ts'
import { isEqualJson, isJsonArray, isJsonObject, type Json, type JsonObject } from './object.ts'

/**
 * A set of fields as `managedFields` writes it (FieldsV1): "f:name" is a field, "k:{…}" an item of a list known by keys, "v:…" a
 * value of a set, "." the item itself; an empty node is a field with all that is below it.
 */
export type FieldTree = { readonly [step: string]: FieldTree }

/** How the items of a list are known again: by these keys, by their value, or not at all. */
type ListShape = readonly string[] | 'set' | 'atomic'

const lists: Readonly<Record<string, ListShape>> = {
  'metadata.finalizers': 'set',
  'metadata.ownerReferences': ['uid'],
  'Service spec.ports': ['port', 'protocol'],
  'Service status.conditions': ['type'],
  'ConfigurationState status.conditions': ['type'],
}
const atomicMaps = new Set(['Service spec.selector'])
/** Defaults of keys that a request may leave out. */
const keyDefaults: Readonly<Record<string, Json>> = { protocol: 'TCP' }
/** Fields that nobody owns. */
const unowned = new Set([
  'apiVersion',
  'kind',
  ...[
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'generateName',
    'managedFields',
    'selfLink',
  ].map((name) => `metadata.${name}`),
  ...['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'].map(
    (name) => `metadata.${name}`,
  ),
])

/** Where in which kind one is. */
export interface Place {
  readonly kind: Kind
  /** "spec.ports"; "" at the top. */
  readonly path: string
}

export const shapeOf = ({ kind, path }: Place): ListShape =>
  lists[path] ?? lists[`${kind.kind} ${path}`] ?? 'atomic'
export const isAtomic = ({ kind, path }: Place) => atomicMaps.has(`${kind.kind} ${path}`)
export const below = ({ kind, path }: Place, name: string): Place => ({
  kind,
  path: path === '' ? name : `${path}.${name}`,
})

const isLeaf = (tree: FieldTree) => Object.keys(tree).every((step) => step === '.')

/** All fields of a value. */
export function fieldsOf(value: Json | undefined, place: Place): FieldTree {
  if (isJsonArray(value)) return listFields(value, place)
  if (!isJsonObject(value) || isAtomic(place)) return {}
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, child]) => child !== undefined && !unowned.has(below(place, name).path))
      .map(([name, child]) => [`f:${name}`, fieldsOf(child, below(place, name))]),
  )
}

function listFields(items: readonly Json[], place: Place): FieldTree {
  const shape = shapeOf(place)
  if (shape === 'atomic') return {}
  return Object.fromEntries(
    items.map((item): [string, FieldTree] =>
      shape === 'set'
        ? [stepOf(item, shape), {}]
        : [stepOf(item, shape), { '.': {}, ...fieldsOf(item, place) }],
    ),
  )
}

function stepOf(item: Json, shape: Exclude<ListShape, 'atomic'>): string {
  if (shape === 'set' || !isJsonObject(item)) return `v:${JSON.stringify(item)}`
  return `k:${JSON.stringify(Object.fromEntries(shape.map((name) => [name, item[name] ?? keyDefaults[name] ?? null])))}`
}

/** What stands at a step of a value. */
export function childAt(value: Json | undefined, step: string, place: Place): Json | undefined {
  if (step.startsWith('f:')) return isJsonObject(value) ? value[step.slice(2)] : undefined
  const shape = shapeOf(place)
  if (!isJsonArray(value) || shape === 'atomic') return undefined
  return value.find((item) => stepOf(item, shape) === step)
}

const placeAt = (place: Place, step: string) => (step.startsWith('f:') ? below(place, step.slice(2)) : place)

export function union(a: FieldTree, b: FieldTree): FieldTree {
  const joined: Record<string, FieldTree> = { ...a }
  for (const [step, tree] of Object.entries(b)) joined[step] = step in a ? union(a[step] ?? {}, tree) : tree
  return joined
}

/** The fields of `a` that are not in `b`; null: none. */
export function minus(a: FieldTree, b: FieldTree): FieldTree | null {
  const left: Record<string, FieldTree> = {}
  for (const [step, tree] of Object.entries(a)) {
    const other = b[step]
    if (other === undefined) left[step] = tree
    else if (!isLeaf(other)) {
      const rest = isLeaf(tree) ? tree : minus(tree, other)
      if (rest !== null) left[step] = rest
    }
  }
  return Object.keys(left).length === 0 ? null : left
}

/** A value before and after something. */
export interface Pair {
  readonly before: Json | undefined
  readonly after: Json | undefined
}

const pairAt = ({ before, after }: Pair, step: string, place: Place): Pair => ({
  before: childAt(before, step, place),
  after: childAt(after, step, place),
})

/** The fields of `after` that are new or other than before; null: none. */
export function changedFields(
  pair: Pair,
  place: Place,
  tree = fieldsOf(pair.after, place),
): FieldTree | null {
  if (isLeaf(tree)) return isEqualJson(pair.before, pair.after) ? null : tree
  const changed: Record<string, FieldTree> = {}
  for (const [step, child] of Object.entries(tree)) {
    if (step === '.') {
      if (pair.before === undefined) changed[step] = {}
      continue
    }
    const found = changedFields(pairAt(pair, step, place), placeAt(place, step), child)
    if (found !== null) changed[step] = found
  }
  return Object.keys(changed).length === 0 ? null : changed
}

/** The fields that both sets have and whose values differ, as messages name them: .spec.ports[port=80,protocol="TCP"].name. */
export function contested(
  sets: readonly [FieldTree, FieldTree],
  pair: Pair,
  place: Place,
  path = '',
): string[] {
  const [a, b] = sets
  if (isLeaf(a) || isLeaf(b)) return isEqualJson(pair.before, pair.after) ? [] : [path]
  return Object.keys(a).flatMap((step) => {
    const [own, other] = [a[step], b[step]]
    if (step === '.' || own === undefined || other === undefined) return []
    return contested([own, other], pairAt(pair, step, place), placeAt(place, step), path + textOf(step))
  })
}

function textOf(step: string): string {
  const rest = step.slice(2)
  if (step.startsWith('f:')) return `.${rest}`
  if (step.startsWith('v:')) return `[${rest}]`
  const keys = Object.entries(JSON.parse(rest) as JsonObject)
  return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
}

/** A value without the fields of a set; containers that become empty by it go too. */
export function removeFields(value: Json | undefined, tree: FieldTree, place: Place): Json | undefined {
  if (isJsonArray(value)) return removeItems(value, tree, place)
  if (!isJsonObject(value)) return value
  const left: Record<string, Json | undefined> = { ...value }
  for (const [step, child] of Object.entries(tree)) {
    const name = step.slice(2)
    const rest = isLeaf(child) ? undefined : removeFields(value[name], child, below(place, name))
    if (rest === undefined) delete left[name]
    else left[name] = rest
  }
  return Object.keys(left).length === 0 && Object.keys(value).length > 0 ? undefined : left
}

function removeItems(items: readonly Json[], tree: FieldTree, place: Place): Json | undefined {
  const shape = shapeOf(place)
  if (shape === 'atomic') return items
  const left = items.flatMap((item) => {
    const child = tree[stepOf(item, shape)]
    if (child === undefined) return [item]
    if ('.' in child || isLeaf(child)) return []
    return removeFields(item, child, place) ?? []
  })
  return left.length === 0 && items.length > 0 ? undefined : left
}

/** What is stored with what is applied laid over it. */
export function mergeApplied(
  live: Json | undefined,
  applied: Json | undefined,
  place: Place,
): Json | undefined {
  if (isJsonArray(applied)) return mergeList(isJsonArray(live) ? live : [], applied, place)
  if (!isJsonObject(applied) || !isJsonObject(live) || isAtomic(place)) return applied
  const merged: Record<string, Json | undefined> = { ...live }
  for (const [name, value] of Object.entries(applied))
    merged[name] = mergeApplied(live[name], value, below(place, name))
  return merged
}

function mergeList(live: readonly Json[], applied: readonly Json[], place: Place): readonly Json[] {
  const shape = shapeOf(place)
  if (shape === 'atomic') return applied
  const wanted = new Map(applied.map((item) => [stepOf(item, shape), item]))
  const kept = live.map((item) => {
    const step = stepOf(item, shape)
    const over = wanted.get(step)
    wanted.delete(step)
    return over === undefined ? item : (mergeApplied(item, over, place) ?? item)
  })
  return [...kept, ...wanted.values()]
}
