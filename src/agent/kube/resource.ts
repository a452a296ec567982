import type {
  ConfigMap,
  ConfigurationState,
  Event,
  IPAddressPool,
  KubeObject,
  Lease,
  LeasedIPOverride,
  Namespace,
  ProviderLeasedIP,
  Service,
} from './kube-objects.ts'

declare const objects: unique symbol

/** A kind of object as the API server serves it; `T` is what its objects look like. */
export interface Resource<T extends KubeObject> {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  /** Never set: it carries the type. */
  readonly [objects]?: T
}

export interface ObjectName {
  /** Absent for objects that belong to no namespace. */
  readonly namespace?: string
  readonly name: string
}

const core = { group: '', version: 'v1', namespaced: true } as const
const metallb = { group: 'metallb.io', version: 'v1beta1', namespaced: true } as const

export const namespaces: Resource<Namespace> = {
  ...core,
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
}
export const services: Resource<Service> = { ...core, plural: 'services', kind: 'Service' }
export const configMaps: Resource<ConfigMap> = { ...core, plural: 'configmaps', kind: 'ConfigMap' }
export const events: Resource<Event> = { ...core, plural: 'events', kind: 'Event' }
export const leases: Resource<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
  namespaced: true,
}
export const providerLeasedIps: Resource<ProviderLeasedIP> = {
  group: 'akash.network',
  version: 'v2beta2',
  plural: 'providerleasedips',
  kind: 'ProviderLeasedIP',
  namespaced: true,
}
export const ipAddressPools: Resource<IPAddressPool> = {
  ...metallb,
  plural: 'ipaddresspools',
  kind: 'IPAddressPool',
}
export const configurationStates: Resource<ConfigurationState> = {
  ...metallb,
  plural: 'configurationstates',
  kind: 'ConfigurationState',
}
export const leasedIpOverrides: Resource<LeasedIPOverride> = {
  group: 'ipgw.akash.network',
  version: 'v1alpha1',
  plural: 'leasedipoverrides',
  kind: 'LeasedIPOverride',
  namespaced: true,
}

/** "v1", "metallb.io/v1beta1". */
export const apiVersionOf = ({ group, version }: Resource<KubeObject>) =>
  group === '' ? version : `${group}/${version}`

/** The path of all objects, or of those in one namespace. */
export function collectionPath(resource: Resource<KubeObject>, namespace?: string): string {
  const root = resource.group === '' ? '/api' : '/apis'
  const inside = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
  return `${root}/${apiVersionOf(resource)}${inside}/${resource.plural}`
}

export const objectPath = (resource: Resource<KubeObject>, { namespace, name }: ObjectName) =>
  `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`

/** "namespace/name", or the name alone: unique among the objects of one resource at one time. */
export const objectKey = ({ namespace, name }: ObjectName) =>
  namespace === undefined ? name : `${namespace}/${name}`
