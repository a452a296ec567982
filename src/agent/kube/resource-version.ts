/**
 * By contract a resourceVersion is opaque. In fact it is etcd's revision, one counter for all objects, and since
 * Kubernetes 1.35 clients may compare those of one resource as decimal numbers (KEP-5504). Anything that is no such
 * number is older than nothing, so that only equality is left of it.
 */
const NUMBER = /^[1-9]\d*$/

/** True where `one` was certainly written before `other`. */
export function isOlder(one: string, other: string): boolean {
  if (!NUMBER.test(one) || !NUMBER.test(other)) return false
  return one.length === other.length ? one < other : one.length < other.length
}

/** True where `one` is the same write as `other` or one before it. */
export const isNotNewer = (one: string, other: string) => one === other || isOlder(one, other)
