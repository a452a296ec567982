import type {
  Draft,
  MergePatch,
  ObjectMeta,
  Service,
  ServicePort,
  ServiceSpec,
} from '../kube/kube-objects.ts'
import type { PortPlan } from '../model/action.ts'
import { leaseLabels, managedLabel, serviceLabel, targetLabel, targetMetalLb } from '../stock/lease-labels.ts'
import { pinAnnotation, shareAnnotation } from './metallb.ts'
import { pinnedSpec } from './pinned-spec.ts'

/**
 * The Service of one port, as the stock operator makes it, and pinned at birth. On a spare port it only waits at the
 * address.
 */
export const buildPortService = (port: PortPlan): Draft<Service> => ({
  metadata: {
    namespace: port.namespace,
    name: port.name,
    labels: {
      [managedLabel]: 'true',
      [targetLabel]: targetMetalLb,
      ...leaseLabels(port.wish.lease),
    },
    annotations: { [shareAnnotation]: port.wish.sharingKey, [pinAnnotation]: port.address },
  },
  spec: { ...pinnedSpec(port.address, servicePort(port)), selector: selectorOf(port) },
})

const selectorOf = ({ wish }: PortPlan) => ({ [managedLabel]: 'true', [serviceLabel]: wish.service })

const servicePort = ({ name, wish, spare }: PortPlan): ServicePort =>
  spare === null
    ? { name, protocol: wish.protocol, port: wish.externalPort, targetPort: wish.port }
    : { name: 'spare', protocol: 'SCTP', port: spare, targetPort: wish.port }

type ServicePatch = {
  readonly metadata: MergePatch<Partial<ObjectMeta>>
  readonly spec: MergePatch<ServiceSpec>
}

/** Puts the real port in the place of the spare one; another object of its name makes it a conflict. */
export const openPortPatch = (uid: string, port: PortPlan): ServicePatch => ({
  metadata: { uid },
  spec: { ports: [servicePort({ ...port, spare: null })] },
})

/** Sends what comes in to other pods, or to another port of theirs. */
export const retargetPortPatch = (uid: string, port: PortPlan): ServicePatch => ({
  metadata: { uid },
  spec: { ports: [servicePort(port)], selector: selectorOf(port) },
})

/** Only for the address that the Service already has: any other pin would move it. */
export const pinPortPatch = (uid: string, address: string): Pick<ServicePatch, 'metadata'> => ({
  metadata: { uid, annotations: { [pinAnnotation]: address } },
})
