import type { KubeClient } from '#agent/kube/kube-client.ts'
import type { KubeObject } from '#agent/kube/kube-objects.ts'
import type { Resource } from '#agent/kube/resource.ts'
import { leases } from '#agent/kube/resource.ts'
import type { Settings } from '#platform/settings.ts'
import { checkPoints, createReach } from './crash-points.ts'

/** Every boundary of `ipgw agent` between what it knows and what the cluster has; `write` counts all four. */
const points = ['write', 'create', 'apply', 'patch', 'delete'].flatMap(
  (what) => [`${what}:before`, `${what}:after`] as const,
)

/**
 * The same client, which kills this process before or after its n-th write, of any kind or of one. Keeping the lead is
 * not counted: that happens by the clock. Without the setting it is the client itself. Throws BAD_SETTING.
 */
export function withCrashPoints(
  client: KubeClient,
  crashAt: Settings['crashAt'],
  die?: (point: string) => void,
): KubeClient {
  if (crashAt.length === 0) return client
  checkPoints(crashAt, points)
  const reach = createReach<string>(crashAt, die)
  const around = async <T>(
    what: string,
    resource: Resource<KubeObject>,
    write: () => Promise<T>,
  ): Promise<T> => {
    if (resource.plural === leases.plural) return await write()
    for (const name of ['write', what]) reach(`${name}:before`)
    const answer = await write()
    for (const name of ['write', what]) reach(`${name}:after`)
    return answer
  }
  return {
    ...client,
    create: (resource, object, options) =>
      around('create', resource, () => client.create(resource, object, options)),
    apply: (resource, apply, options) =>
      around('apply', resource, () => client.apply(resource, apply, options)),
    mergePatch: (resource, patch, options) =>
      around('patch', resource, () => client.mergePatch(resource, patch, options)),
    delete: (resource, deletion, options) =>
      around('delete', resource, () => client.delete(resource, deletion, options)),
  }
}
