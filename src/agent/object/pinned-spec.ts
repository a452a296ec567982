import { parseIpAddress } from '#domain/ip-address.ts'
import type { ServicePort, ServiceSpec } from '../kube/kube-objects.ts'

/**
 * What all Services of ours have: one family, the one of the address that they are pinned to; no node port, of which a
 * cluster has few; and the policy `Cluster`, because Services share an address only under the same one. Throws
 * BAD_USER_INPUT for what is no address.
 */
export const pinnedSpec = (address: string, port: ServicePort): ServiceSpec => ({
  type: 'LoadBalancer',
  externalTrafficPolicy: 'Cluster',
  allocateLoadBalancerNodePorts: false,
  ipFamilyPolicy: 'SingleStack',
  ipFamilies: [parseIpAddress(address).family === 4 ? 'IPv4' : 'IPv6'],
  ports: [port],
})
