/**
 * The Kubernetes objects that the agent reads and writes: the fields that it uses, under their exact names. What the
 * API server adds (managedFields, most statuses) is left out of the types; managedFields are dropped when read.
 */

/** As read: the server has filled these in. */
export interface ObjectMeta {
  readonly name: string
  /** Absent: the object belongs to no namespace. */
  readonly namespace?: string
  readonly uid: string
  readonly resourceVersion: string
  readonly generation?: number
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string
  /** Set: somebody deleted it, and it goes when its finalizers have. */
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  readonly ownerReferences?: readonly OwnerReference[]
}

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
}

/** As written: what the server fills in may be left out. `uid` and `resourceVersion` are conditions. */
export type Draft<T extends KubeObject> = Partial<Omit<T, keyof KubeObject>> & {
  readonly metadata: Pick<ObjectMeta, 'name'> & Partial<ObjectMeta>
}

/** A JSON merge patch (RFC 7396): null takes a field away, a list is replaced whole. */
export type MergePatch<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Field in keyof T]?: MergePatch<T[Field]> | null }
    : T

export interface Namespace extends KubeObject {
  readonly status?: { readonly phase?: 'Active' | 'Terminating' }
}

export interface Service extends KubeObject {
  readonly spec: ServiceSpec
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] }
  }
}

export interface ServiceSpec {
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  readonly selector?: Readonly<Record<string, string>>
  /** A list whose key is (port, protocol). */
  readonly ports?: readonly ServicePort[]
  readonly clusterIP?: string
  readonly externalTrafficPolicy?: 'Cluster' | 'Local'
  readonly allocateLoadBalancerNodePorts?: boolean
  readonly ipFamilyPolicy?: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack'
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[]
  readonly loadBalancerClass?: string
  readonly loadBalancerIP?: string
}

export interface ServicePort {
  readonly name?: string
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
  readonly port: number
  /** A number, or the name of the container's port. Absent: as `port`. */
  readonly targetPort?: number | string
  readonly nodePort?: number
}

export interface LoadBalancerIngress {
  readonly ip?: string
  readonly hostname?: string
  readonly ipMode?: 'VIP' | 'Proxy'
}

export interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}

/** core/v1 Event. */
export interface Event extends KubeObject {
  readonly involvedObject: ObjectReference
  readonly reason?: string
  readonly message?: string
  readonly type?: 'Normal' | 'Warning'
  readonly count?: number
  readonly firstTimestamp?: string | null
  readonly lastTimestamp?: string | null
  /** Set by writers that use the newer events API, in the place of the two above. */
  readonly eventTime?: string | null
  readonly source?: { readonly component?: string; readonly host?: string }
  readonly reportingComponent?: string
  readonly reportingInstance?: string
}

export interface ObjectReference {
  readonly apiVersion?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly uid?: string
  readonly resourceVersion?: string
}

/** coordination.k8s.io/v1. Times are RFC 3339 with six digits of a second. */
export interface Lease extends KubeObject {
  readonly spec?: {
    readonly holderIdentity?: string
    readonly leaseDurationSeconds?: number
    readonly acquireTime?: string
    readonly renewTime?: string
    readonly leaseTransitions?: number
  }
}

/** akash.network/v2beta2, written by the stock provider. Its schema requires and bounds nothing. */
export interface ProviderLeasedIP extends KubeObject {
  readonly spec?: {
    readonly lease_id?: AkashLeaseId
    readonly service_name?: string
    readonly port?: number
    readonly external_port?: number
    readonly sharing_key?: string
    readonly protocol?: string
  }
}

export interface AkashLeaseId {
  readonly owner?: string
  /** Decimal. */
  readonly dseq?: string
  readonly gseq?: number
  readonly oseq?: number
  readonly provider?: string
}

/** metallb.io/v1beta1. */
export interface IPAddressPool extends KubeObject {
  readonly spec: {
    /** CIDRs or ranges "a-b". */
    readonly addresses: readonly string[]
    /** Absent: true. */
    readonly autoAssign?: boolean
    readonly avoidBuggyIPs?: boolean
    readonly serviceAllocation?: {
      readonly priority?: number
      readonly namespaces?: readonly string[]
      readonly namespaceSelectors?: readonly LabelSelector[]
      readonly serviceSelectors?: readonly LabelSelector[]
    }
  }
  /** Since MetalLB 0.15. */
  readonly status?: {
    readonly assignedIPv4?: number
    readonly assignedIPv6?: number
    readonly availableIPv4?: number
    readonly availableIPv6?: number
  }
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
    readonly values?: readonly string[]
  }[]
}

/** metallb.io/v1beta1, since 0.15.3: named `controller`, and `speaker-<node>`. */
export interface ConfigurationState extends KubeObject {
  readonly status?: {
    readonly result?: 'Valid' | 'Invalid' | 'Unknown'
    readonly errorSummary?: string
    readonly conditions?: readonly Condition[]
  }
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
  readonly lastTransitionTime?: string
  readonly observedGeneration?: number
}

/** ipgw.akash.network/v1alpha1: what is asked of one endpoint beyond its manifest. Named by the endpoint's sharing key. */
export interface LeasedIPOverride extends KubeObject {
  readonly spec?: {
    readonly owner?: string
    /** The SDL's name of the endpoint. */
    readonly endpoint?: string
    readonly address?: string
    /** Either RFC 3339, or seconds after the override was made. */
    readonly hold?: { readonly until?: string; readonly ttlSeconds?: number }
    readonly ports?: readonly {
      readonly lease?: Pick<AkashLeaseId, 'dseq' | 'gseq' | 'oseq'>
      readonly service?: string
      readonly externalPort?: number
      readonly port?: number
      readonly protocol?: string
    }[]
    /** "TCP/80". */
    readonly closed?: readonly string[]
  }
  readonly status?: {
    readonly state?: 'invalid' | 'pending' | 'assigned' | 'held' | 'quarantined'
    readonly address?: string
    readonly until?: string
    readonly reason?: string
    readonly message?: string
    readonly observedGeneration?: number
  }
}
