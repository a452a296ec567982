import { formatIpAddress, type IpAddress, type IpFamily, readIpAddress } from '#domain/ip-address.ts'
import type { ServicePort } from '#domain/sharing.ts'
import type { Labels } from '../label-selector.ts'
import { quoted, type Words } from './words.ts'

/** What MetalLB reads of a Service. */
export interface BalancedService {
  readonly namespace: string
  readonly name: string
  /** `spec.type` is LoadBalancer. Of any other, an assignment is taken back. */
  readonly isLoadBalancer: boolean
  /** Null: MetalLB's own. It leaves alone those of another class. */
  readonly loadBalancerClass: string | null
  readonly labels: Labels
  readonly annotations: Labels
  readonly ports: readonly ServicePort[]
  readonly selector: Labels
  readonly externalTrafficPolicy: 'Cluster' | 'Local'
  /** Families of `spec.clusterIPs`; none: the API has not given one yet. */
  readonly families: readonly IpFamily[]
  readonly ipFamilyPolicy: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  /** The deprecated `spec.loadBalancerIP`; "" where there is none. */
  readonly loadBalancerIP: string
  /** Addresses of `status.loadBalancer.ingress`. */
  readonly ingress: readonly string[]
}

/** "namespace/name": how MetalLB names a Service. */
export const keyOf = (service: Pick<BalancedService, 'namespace' | 'name'>) =>
  `${service.namespace}/${service.name}`

export const PREFIX = 'metallb.io'
export const DEPRECATED_PREFIX = 'metallb.universe.tf'
/** Written by the controller beside the status. */
export const POOL_ANNOTATION = `${PREFIX}/ip-allocated-from-pool`

/** An annotation under the new prefix, else under the deprecated one, else "". */
const annotation = (service: BalancedService, name: string) =>
  service.annotations[`${PREFIX}/${name}`] ?? service.annotations[`${DEPRECATED_PREFIX}/${name}`] ?? ''

export const sharingKeyOf = (service: BalancedService) => annotation(service, 'allow-shared-ip')
export const desiredPoolOf = (service: BalancedService) => annotation(service, 'address-pool')

/** 'dual' needs an address of each. */
export type ServiceFamily = IpFamily | 'dual'

/** How MetalLB writes a family in its messages. */
export const familyName = (family: ServiceFamily) => (family === 'dual' ? 'dual' : `ipv${family}`)

/** The addresses that a Service is pinned to. */
export interface Desired {
  readonly addresses: readonly IpAddress[]
  readonly family: ServiceFamily
}

/** Null for a Service without a pin; words for a pin that cannot be read. */
export function desiredOf(service: BalancedService): Desired | Words | null {
  const pins = annotation(service, 'loadBalancerIPs')
  const { loadBalancerIP } = service
  if (pins === '' && loadBalancerIP === '') return null
  if (pins !== '' && loadBalancerIP !== '')
    return `service can not have both ${PREFIX}/loadBalancerIPs and svc.Spec.LoadBalancerIP`
  const addresses = pins === '' ? [readIpAddress(loadBalancerIP)] : pins.split(',').map(readPin)
  if (!addresses.every((address) => address !== null))
    return pins === ''
      ? `invalid spec.loadBalancerIP ${JSON.stringify(loadBalancerIP)}`
      : `invalid ${PREFIX}/loadBalancerIPs: ${JSON.stringify(pins)}`
  return withFamily(addresses)
}

const readPin = (text: string) => readIpAddress(text.trim())

function withFamily(addresses: readonly IpAddress[]): Desired | Words {
  const [first, second, ...more] = addresses
  if (first !== undefined && second === undefined) return { addresses, family: first.family }
  const texts = quoted(addresses.map(formatIpAddress))
  if (first === undefined || more.length > 0)
    return `IPFamilyForAddresses: invalid ips length ${addresses.length} ${texts}`
  if (first.family === second?.family) return `IPFamilyForAddresses: same address family ${texts}`
  return { addresses, family: 'dual' }
}
