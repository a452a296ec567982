import { Failure } from '#domain/failure.ts'
import type { KubeObject } from './kube-objects.ts'
import { isRecord } from './kube-status.ts'
import { verdictOf } from './kube-verdict.ts'
import { readObject } from './read-object.ts'
import type { Resource } from './resource.ts'

/** All objects of one list, as they were at one version. */
export interface ObjectList<T extends KubeObject> {
  readonly resourceVersion: string
  readonly items: readonly T[]
}

/** Gets one page: `limit` null for all at once, `after` null for the first. */
export type GetPage = (limit: number | null, after: string | null) => Promise<unknown>

interface Page<T extends KubeObject> extends ObjectList<T> {
  /** Where the next page begins; null: this was the last. */
  readonly next: string | null
}

/**
 * Reads a list page by page. The pages are of one version, which etcd compacts away after some minutes: then the next
 * page is refused with 410, and the list is read anew in one piece.
 */
export async function listPages<T extends KubeObject>(
  resource: Resource<T>,
  pageSize: number,
  getPage: GetPage,
): Promise<ObjectList<T>> {
  const items: T[] = []
  let after: string | null = null
  try {
    for (;;) {
      const page: Page<T> = readPage(resource, await getPage(pageSize, after))
      items.push(...page.items)
      after = page.next
      if (after === null) return { resourceVersion: page.resourceVersion, items }
    }
  } catch (error) {
    if (after === null || verdictOf(error) !== 'relist') throw error
    return readPage(resource, await getPage(null, null))
  }
}

function readPage<T extends KubeObject>(resource: Resource<T>, body: unknown): Page<T> {
  const { metadata, items } = isRecord(body) ? body : {}
  // A list of a Go server that has nothing may be null.
  const found = items ?? []
  if (!isRecord(metadata) || typeof metadata.resourceVersion !== 'string' || !Array.isArray(found))
    throw new Failure('KUBE_ANSWER_INVALID', `an answer is no list of ${resource.plural}`)
  return {
    resourceVersion: metadata.resourceVersion,
    items: found.map((item) => readObject(resource, item)),
    next: typeof metadata.continue === 'string' && metadata.continue !== '' ? metadata.continue : null,
  }
}
