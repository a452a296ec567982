/**
 * Reads each object once. Objects of the informers never change, so one that is still the same was read before; what is
 * forgotten there is forgotten here.
 */
export function readOnce<T extends object, R>(read: (object: T) => R): (object: T) => R {
  const known = new WeakMap<T, { readonly value: R }>()
  return (object) => {
    const found = known.get(object)
    if (found !== undefined) return found.value
    const value = read(object)
    known.set(object, { value })
    return value
  }
}

/** Computes anew only when one of the arguments is another value than last time. */
export function whenChanged<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly value: R } | null = null
  return (...args) => {
    const isSame = last?.args.every((arg, index) => Object.is(arg, args[index])) === true
    if (last === null || !isSame) last = { args, value: compute(...args) }
    return last.value
  }
}
