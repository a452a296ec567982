import type { KubeClient } from '#agent/kube/kube-client.ts'
import type { Draft, Service } from '#agent/kube/kube-objects.ts'
import { objectKey, services } from '#agent/kube/resource.ts'
import type { EndpointServices } from './agent-endpoint.ts'

/** As the agent makes the Services of one endpoint: the ports, all at once, when the anchor was taken. */
export async function createServices(
  client: KubeClient,
  { anchor, ports }: EndpointServices,
): Promise<readonly Service[]> {
  const first = await client.create(services, anchor)
  return [first, ...(await Promise.all(ports.map((port) => client.create(services, port))))]
}

export const keysOf = ({ anchor, ports }: EndpointServices) => [anchor, ...ports].map(keyOf)

const keyOf = ({ metadata: { namespace = '', name } }: Draft<Service>) => objectKey({ namespace, name })

/** Some at a time, in order. */
export async function eachOf<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = [...items]
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}
