import type { KubeObject } from '../../contract/kube-api.ts'
import type { SeenService } from './scenario-log.ts'

/** A Service as an API server sends it, as far as it is read here. */
export interface ServiceObject extends KubeObject {
  readonly spec: {
    readonly type?: string
    readonly selector?: Readonly<Record<string, string>>
    readonly ports?: readonly {
      readonly protocol?: string
      readonly port: number
      readonly targetPort?: number | string
    }[]
  }
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } }
}

/**
 * Reads a LoadBalancer Service, or null for another type. On purpose not by the agent's own reader: who is judged does
 * not read the evidence.
 */
export function readSeenService({ metadata, spec, status }: ServiceObject): SeenService | null {
  if (spec.type !== 'LoadBalancer') return null
  const { uid, name, namespace = '' } = metadata
  const role = roleOf(metadata)
  const ingress = status?.loadBalancer?.ingress ?? []
  return {
    uid,
    namespace,
    name,
    role,
    holder: endpointOf(metadata, role) ?? `${namespace}/${name}`,
    addresses: ingress.flatMap(({ ip }) => ip ?? []).sort(),
    ports: (spec.ports ?? []).map(({ protocol = 'TCP', port, targetPort }) => ({
      protocol,
      port,
      targetPort: typeof targetPort === 'number' ? targetPort : port,
    })),
    service: spec.selector?.['akash.network/manifest-service'] ?? null,
  }
}

function roleOf({ labels = {} }: KubeObject['metadata']): SeenService['role'] {
  if (labels['akash.network/service-target'] !== 'metal-lb') return 'foreign'
  if (labels['ipgw.akash.network/anchor'] === 'true') return 'anchor'
  return labels['akash.network'] === 'true' ? 'port' : 'foreign'
}

/** An anchor's sharing key changes in quarantine; its note does not. */
function endpointOf({ annotations = {} }: KubeObject['metadata'], role: SeenService['role']) {
  if (role === 'foreign') return undefined
  if (role === 'anchor') return annotations['ipgw.akash.network/endpoint']
  return annotations['metallb.io/allow-shared-ip'] ?? annotations['metallb.universe.tf/allow-shared-ip']
}
