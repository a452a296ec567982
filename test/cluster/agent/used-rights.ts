import type { KubeClient } from '#agent/kube/kube-client.ts'
import { statusOf } from '#agent/kube/kube-status.ts'

export interface UsedRights {
  readonly client: KubeClient
  /** "create services", "patch leasedipoverrides/status": what was done, whatever came of it. */
  readonly used: ReadonlySet<string>
  /** What the server did not allow (403), or called wrong (422, which is also how a policy refuses): with its words. */
  readonly refused: readonly string[]
}

/** The same client, noting which verbs it needs. */
export function watchRights(client: KubeClient): UsedRights {
  const used = new Set<string>()
  const refused: string[] = []
  const note = (verb: string, { plural }: { readonly plural: string }, subresource?: string) =>
    void used.add(`${verb} ${plural}${subresource === undefined ? '' : `/${subresource}`}`)
  const heed = <T>(doing: Promise<T>): Promise<T> =>
    doing.catch((error: unknown) => {
      const { code } = statusOf(error) ?? { code: 0 }
      if (code === 403 || code === 422) refused.push(String(error))
      throw error
    })
  return {
    used,
    refused,
    client: {
      ...client,
      get: (resource, ...rest) => {
        note('get', resource)
        return heed(client.get(resource, ...rest))
      },
      list: (resource, ...rest) => {
        note('list', resource)
        return heed(client.list(resource, ...rest))
      },
      watch: (resource, ...rest) => {
        note('watch', resource)
        return client.watch(resource, ...rest)
      },
      create: (resource, ...rest) => {
        note('create', resource)
        return heed(client.create(resource, ...rest))
      },
      apply: (resource, apply, ...rest) => {
        note('patch', resource, apply.subresource)
        return heed(client.apply(resource, apply, ...rest))
      },
      mergePatch: (resource, patch, ...rest) => {
        note('patch', resource, patch.subresource)
        return heed(client.mergePatch(resource, patch, ...rest))
      },
      delete: (resource, ...rest) => {
        note('delete', resource)
        return heed(client.delete(resource, ...rest))
      },
    },
  }
}
