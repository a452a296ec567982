import type { KubeClient } from './kube-client.ts'
import type { KubeObject } from './kube-objects.ts'
import type { Resource } from './resource.ts'

/** What a write is called, as audit logs have it. */
export type WriteVerb = 'create' | 'apply' | 'patch' | 'delete'

export interface Write {
  readonly verb: WriteVerb
  readonly resource: Resource<KubeObject>
  readonly name: string
}

/** The same client, each of whose writes goes through `around`, which sends it by calling `send`. */
export function aroundWrites(
  client: KubeClient,
  around: <T>(write: Write, send: () => Promise<T>) => Promise<T>,
): KubeClient {
  return {
    ...client,
    create: (resource, object, options) =>
      around({ verb: 'create', resource, name: object.metadata.name }, () =>
        client.create(resource, object, options),
      ),
    apply: (resource, apply, options) =>
      around({ verb: 'apply', resource, name: apply.object.metadata.name }, () =>
        client.apply(resource, apply, options),
      ),
    mergePatch: (resource, patch, options) =>
      around({ verb: 'patch', resource, name: patch.name }, () =>
        client.mergePatch(resource, patch, options),
      ),
    delete: (resource, deletion, options) =>
      around({ verb: 'delete', resource, name: deletion.name }, () =>
        client.delete(resource, deletion, options),
      ),
  }
}
