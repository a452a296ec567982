import { leaseLabels } from '#agent/stock/lease-labels.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import type { Wanted } from './checker/scenario-log.ts'

/** The Service that the stock operator makes for a port: the deprecated annotation, no pin, a node port burnt. */
export function stockService(wanted: Wanted) {
  const { lease, service, protocol, externalPort, port, sharingKey } = wanted
  const name = portServiceName(wanted)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: leaseNamespace(lease),
      labels: {
        'akash.network': 'true',
        'akash.network/service-target': 'metal-lb',
        ...leaseLabels(lease),
      },
      annotations: { 'metallb.universe.tf/allow-shared-ip': sharingKey },
    },
    spec: {
      type: 'LoadBalancer',
      selector: { 'akash.network': 'true', 'akash.network/manifest-service': service },
      ports: [{ name, protocol, port: externalPort, targetPort: port }],
    },
  }
}
