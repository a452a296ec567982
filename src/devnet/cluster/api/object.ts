/** A value of JSON, read-only: what is stored is shared and never changed in place. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [field: string]: Json | undefined
}

export interface OwnerReference extends JsonObject {
  readonly uid: string
}

/** metav1.ObjectMeta, as far as the API itself reads it. */
export interface ObjectMeta extends JsonObject {
  readonly name: string
  readonly namespace?: string
  readonly generateName?: string
  readonly uid?: string
  /** A number in text; each write of anything in the cluster has a higher one. */
  readonly resourceVersion?: string
  readonly generation?: number
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly deletionGracePeriodSeconds?: number
  readonly labels?: { readonly [name: string]: string }
  readonly annotations?: { readonly [name: string]: string }
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
  readonly managedFields?: readonly ManagedFields[]
}

/** Who wrote which fields last (metav1.ManagedFieldsEntry). */
export interface ManagedFields extends JsonObject {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: JsonObject
  readonly subresource?: string
  readonly time?: string
}

export interface KubeObject extends JsonObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly spec?: JsonObject
  readonly status?: JsonObject
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isJsonArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** "namespace/name", or "name" for what has no namespace. */
export const objectKey = ({
  namespace,
  name,
}: {
  readonly namespace?: string | undefined
  readonly name: string
}) => (namespace === undefined ? name : `${namespace}/${name}`)

/** Equal as JSON: the order of fields does not count, fields that are undefined are none. */
export function isEqualJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isJsonArray(a))
    return isJsonArray(b) && a.length === b.length && a.every((item, at) => isEqualJson(item, b[at]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => isEqualJson(a[name], b[name]))
}

/** Without the fields of these names. */
export function without<T extends JsonObject>(object: T, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
