import { Failure } from '#domain/failure.ts'
import type { KubeObject } from './kube-objects.ts'
import { isRecord, refusalFailure } from './kube-status.ts'
import { readObject } from './read-object.ts'
import type { Resource } from './resource.ts'

/** What a watch tells. A bookmark says that everything up to its version was told. */
export type WatchEvent<T extends KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }

/** etcd refuses objects above some 1.5 MB. */
const MAX_LINE_BYTES = 16 * 2 ** 20
const NEWLINE = 10

/**
 * The lines of a stream of bytes. Throws KUBE_UNAVAILABLE when it ends inside one, KUBE_ANSWER_INVALID when one is
 * longer than any object can be.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      held.push(chunk.subarray(start, end))
      yield Buffer.concat(held).toString()
      held = []
      heldBytes = 0
      start = end + 1
    }
    if (start < chunk.length) held.push(chunk.subarray(start))
    heldBytes += chunk.length - start
    if (heldBytes > MAX_LINE_BYTES)
      throw new Failure('KUBE_ANSWER_INVALID', 'a watch sent a line that is too long', { bytes: heldBytes })
  }
  if (heldBytes > 0) throw new Failure('KUBE_UNAVAILABLE', 'a watch broke off inside an event')
}

/**
 * Reads one line of a watch. An ERROR event is the server's last word: it throws the Failure that the same Status
 * would be as an answer. Throws KUBE_ANSWER_INVALID for anything else that is no event.
 */
export function readWatchEvent<T extends KubeObject>(resource: Resource<T>, line: string): WatchEvent<T> {
  const { type, object } = eventOf(resource, line)
  if (type === 'ERROR') throw refusalFailure(`watch ${resource.plural}`, { code: 500, body: object })
  if (type === 'BOOKMARK') return { type, resourceVersion: versionOf(resource, object) }
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')
    return { type, object: readObject(resource, object) }
  throw new Failure(
    'KUBE_ANSWER_INVALID',
    `a watch of ${resource.plural} sent an event of type ${String(type)}`,
  )
}

function eventOf(resource: Resource<KubeObject>, line: string): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(line)
    if (isRecord(event)) return event
    throw new SyntaxError('no object')
  } catch (error) {
    throw new Failure(
      'KUBE_ANSWER_INVALID',
      `a watch of ${resource.plural} sent a line that is no event`,
      {},
      { cause: error },
    )
  }
}

function versionOf(resource: Resource<KubeObject>, object: unknown): string {
  const meta = isRecord(object) && isRecord(object.metadata) ? object.metadata : {}
  if (typeof meta.resourceVersion === 'string' && meta.resourceVersion !== '') return meta.resourceVersion
  throw new Failure('KUBE_ANSWER_INVALID', `a bookmark of ${resource.plural} has no resourceVersion`)
}
