/** A kind of object that the API serves. */
export interface Kind {
  /** "" is the core group. */
  readonly group: string
  readonly version: string
  /** The plural that stands in paths. */
  readonly resource: string
  readonly kind: string
  readonly shortNames: readonly string[]
  readonly isNamespaced: boolean
  readonly hasStatus: boolean
  /** Defined by a CustomResourceDefinition: those are checked and written by other rules. */
  readonly isCustom: boolean
  /** False: an update must name the resourceVersion that it is made from. */
  readonly allowsUnconditionalUpdate: boolean
  /** A DELETE answers with the object that was there, not with a Status. */
  readonly returnsDeleted: boolean
}

type Traits = Partial<
  Pick<Kind, 'shortNames' | 'isNamespaced' | 'hasStatus' | 'allowsUnconditionalUpdate' | 'returnsDeleted'>
>

const core = (resource: string, kind: string, traits: Traits = {}): Kind => ({
  group: '',
  version: 'v1',
  resource,
  kind,
  shortNames: [],
  isNamespaced: true,
  hasStatus: false,
  isCustom: false,
  allowsUnconditionalUpdate: true,
  returnsDeleted: false,
  ...traits,
})

const custom = (
  group: string,
  version: string,
  [resource, kind]: [string, string],
  traits: Traits = {},
): Kind => ({
  ...core(resource, kind, traits),
  group,
  version,
  isCustom: true,
  allowsUnconditionalUpdate: false,
})

export const services = core('services', 'Service', {
  shortNames: ['svc'],
  hasStatus: true,
  returnsDeleted: true,
})
export const namespaces = core('namespaces', 'Namespace', {
  shortNames: ['ns'],
  isNamespaced: false,
  hasStatus: true,
  returnsDeleted: true,
})
export const configMaps = core('configmaps', 'ConfigMap', { shortNames: ['cm'] })
export const events = core('events', 'Event', { shortNames: ['ev'] })
export const leases: Kind = {
  ...core('leases', 'Lease', { allowsUnconditionalUpdate: false }),
  group: 'coordination.k8s.io',
}
export const customResourceDefinitions: Kind = {
  ...core('customresourcedefinitions', 'CustomResourceDefinition', {
    shortNames: ['crd', 'crds'],
    isNamespaced: false,
    hasStatus: true,
    allowsUnconditionalUpdate: false,
  }),
  group: 'apiextensions.k8s.io',
}
export const providerLeasedIps = custom(
  'akash.network',
  'v2beta2',
  ['providerleasedips', 'ProviderLeasedIP'],
  {
    shortNames: ['plip'],
  },
)
export const manifests = custom('akash.network', 'v2beta2', ['manifests', 'Manifest'])
export const leasedIpOverrides = custom(
  'ipgw.akash.network',
  'v1alpha1',
  ['leasedipoverrides', 'LeasedIPOverride'],
  { shortNames: ['lipo'], hasStatus: true },
)
export const ipAddressPools = custom('metallb.io', 'v1beta1', ['ipaddresspools', 'IPAddressPool'], {
  hasStatus: true,
})
export const configurationStates = custom(
  'metallb.io',
  'v1beta1',
  ['configurationstates', 'ConfigurationState'],
  {
    hasStatus: true,
  },
)
const l2Advertisements = custom('metallb.io', 'v1beta1', ['l2advertisements', 'L2Advertisement'], {
  hasStatus: true,
})
const serviceL2Statuses = custom('metallb.io', 'v1beta1', ['servicel2statuses', 'ServiceL2Status'], {
  hasStatus: true,
})

/** Everything that is served. */
export const kinds: readonly Kind[] = [
  services,
  namespaces,
  configMaps,
  events,
  leases,
  customResourceDefinitions,
  providerLeasedIps,
  manifests,
  leasedIpOverrides,
  ipAddressPools,
  configurationStates,
  l2Advertisements,
  serviceL2Statuses,
]

export const apiVersionOf = ({ group, version }: Pick<Kind, 'group' | 'version'>) =>
  group === '' ? version : `${group}/${version}`

/** "services", "leases.coordination.k8s.io": how messages name a resource. */
export const resourceName = ({ group, resource }: Pick<Kind, 'group' | 'resource'>) =>
  group === '' ? resource : `${resource}.${group}`

/** "Service", "Lease.coordination.k8s.io": how messages name a kind. */
export const kindName = ({ group, kind }: Pick<Kind, 'group' | 'kind'>) =>
  group === '' ? kind : `${kind}.${group}`
