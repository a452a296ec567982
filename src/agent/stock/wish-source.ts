import type { WishSource } from '../model/port-wish.ts'
import { placeOf } from '../object/place.ts'

/** The object's own name; the API server gives every object one. */
export function wishSource(kind: WishSource['kind'], object: unknown): WishSource {
  const text = (field: string) => {
    const { value } = placeOf(object, 'metadata', field)
    return typeof value === 'string' ? value : ''
  }
  const createdAt = new Date(text('creationTimestamp'))
  return {
    kind,
    namespace: text('namespace'),
    name: text('name'),
    uid: text('uid'),
    ...(Number.isNaN(createdAt.getTime()) ? {} : { createdAt }),
  }
}
