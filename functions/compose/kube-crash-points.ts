import { aroundWrites } from '#agent/kube/around-writes.ts'
import type { KubeClient } from '#agent/kube/kube-client.ts'
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
  return aroundWrites(client, async ({ verb, resource }, send) => {
    if (resource.plural === leases.plural) return await send()
    for (const name of ['write', verb]) reach(`${name}:before`)
    const answer = await send()
    for (const name of ['write', verb]) reach(`${name}:after`)
    return answer
  })
}
