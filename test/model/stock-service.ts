import type { Service } from '../../src/agent/kube/kube-objects.ts'
import type { PortWish } from '../../src/agent/model/port-wish.ts'
import { metallbAnnotation } from '../../src/agent/object/metallb.ts'
import {
  leaseLabels,
  managedLabel,
  serviceLabel,
  targetLabel,
  targetMetalLb,
} from '../../src/agent/stock/lease-labels.ts'
import { leaseNamespace } from '../../src/agent/stock/lease-namespace.ts'
import { portServiceName } from '../../src/agent/stock/port-service-name.ts'

export const shareOf = ({ metadata }: Service) =>
  metallbAnnotation(metadata.annotations ?? {}, 'allow-shared-ip')?.value

export const labelsOf = ({ metadata }: Pick<Service, 'metadata'>) => ({
  labels: metadata.labels ?? {},
  annotations: metadata.annotations ?? {},
})

/** As the stock operator writes it. */
export function stockService(wish: PortWish): Service {
  const { lease, service, externalPort, port, protocol, sharingKey: key } = wish
  const name = portServiceName(wish)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: leaseNamespace(lease),
      name,
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { [managedLabel]: 'true', [targetLabel]: targetMetalLb, ...leaseLabels(lease) },
      annotations: { 'metallb.universe.tf/allow-shared-ip': key },
    },
    spec: {
      type: 'LoadBalancer',
      selector: { [managedLabel]: 'true', [serviceLabel]: service },
      ports: [{ name, protocol, port: externalPort, targetPort: port }],
    },
  }
}
