/** What stands under one key of an answer's object. */
export interface Entry {
  /** Field, arguments and type: two selections of the same key must agree in it. */
  readonly signature: string
  /** The keys of the object below; null for leaves. */
  readonly child: Keys | null
}

export type Keys = Map<string, Entry>

/**
 * The keys of one object of the answer. Everything that is merged into that object (inline fragments, spreads, the
 * same field twice) shares `keys`; `used` are those that one fragment brings with it.
 */
export interface Scope {
  readonly keys: Keys
  readonly used: Keys
}

export const newScope = (keys: Keys = new Map()): Scope => ({ keys, used: new Map() })

/** The entry under a key: the one that is there if it agrees, a new one if none is; null where they conflict. */
export function claim({ keys, used }: Scope, key: string, signature: string, isLeaf: boolean): Entry | null {
  const present = keys.get(key)
  if (present !== undefined && present.signature !== signature) return null
  const entry = present ?? { signature, child: isLeaf ? null : new Map() }
  keys.set(key, entry)
  used.set(key, entry)
  return entry
}

/** Puts the keys of a fragment into a scope; false, and nothing done, where one of them conflicts. */
export function merge({ keys, used }: Scope, fragment: Keys): boolean {
  for (const [key, entry] of fragment) {
    const present = keys.get(key)
    if (present === undefined || present === entry) continue
    if (present.signature !== entry.signature || entry.child !== null) return false
  }
  for (const [key, entry] of fragment) {
    keys.set(key, keys.get(key) ?? entry)
    used.set(key, entry)
  }
  return true
}
