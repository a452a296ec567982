import { compareIpAddresses, formatIpAddress, type IpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { ObservedService, Refusal, ServicePort } from '../model/observed-service.ts'
import {
  type Labels,
  managedLabel,
  readLeaseLabels,
  serviceLabel,
  targetLabel,
  targetMetalLb,
} from '../stock/lease-labels.ts'
import { readAnchorNote } from './anchor-note.ts'
import { metallbAnnotation, poolAnnotation } from './metallb.ts'
import { anchorLabel } from './own-names.ts'
import { at, entriesOf, type Place, placeOf, textsOf } from './place.ts'

/**
 * Reads a LoadBalancer Service into what decides. `refusal`: the newest Event in which MetalLB refused this very object.
 * Fields that are not what the API server's schema says are read as if they were not there.
 */
export function readService(
  object: unknown,
  agentNamespace: string,
  refusal: Refusal | null = null,
): ObservedService {
  const metadata = readMetadata(object)
  const role = roleOf(metadata, agentNamespace)
  const share = metallbAnnotation(metadata.annotations, 'allow-shared-ip')
  const [address = null, secondAddress = null] = addressesOf(object)
  const spec = placeOf(object, 'spec')
  return {
    role,
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    createdAt: metadata.createdAt,
    deleting: metadata.deleting,
    lease: role === 'port' ? readLeaseLabels(metadata.labels) : null,
    service: role === 'port' ? (textsOf(at(spec, 'selector'))[serviceLabel] ?? null) : null,
    sharingKey: share?.value ?? null,
    keyPrefix: share?.prefix ?? null,
    pin: pinOf(metadata.annotations, at(spec, 'loadBalancerIP')),
    ports: portsOf(spec),
    policy: at(spec, 'externalTrafficPolicy').value === 'Local' ? 'Local' : 'Cluster',
    address,
    secondAddress,
    pool: address === null ? null : (metadata.annotations[poolAnnotation] ?? null),
    anchor: role === 'anchor' ? readAnchorNote(metadata.annotations) : null,
    refusal,
  }
}

interface Metadata {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: Date
  readonly deleting: boolean
  readonly labels: Labels
  readonly annotations: Labels
}

function readMetadata(object: unknown): Metadata {
  const metadata = placeOf(object, 'metadata')
  const text = (field: string) => asText(at(metadata, field)) ?? ''
  return {
    namespace: text('namespace'),
    name: text('name'),
    uid: text('uid'),
    resourceVersion: text('resourceVersion'),
    createdAt: new Date(text('creationTimestamp')),
    deleting: text('deletionTimestamp') !== '',
    labels: textsOf(at(metadata, 'labels')),
    annotations: textsOf(at(metadata, 'annotations')),
  }
}

function roleOf({ namespace, labels }: Metadata, agentNamespace: string): ObservedService['role'] {
  if (labels[targetLabel] !== targetMetalLb) return 'foreign'
  if (namespace === agentNamespace) return labels[anchorLabel] === 'true' ? 'anchor' : 'foreign'
  return labels[managedLabel] === 'true' ? 'port' : 'foreign'
}

const asText = ({ value }: Place) => (typeof value === 'string' ? value : null)

/** All addresses that MetalLB gave, IPv4 first: it does not keep their order. A Service with two stacks has two. */
function addressesOf(object: unknown): string[] {
  return entriesOf(placeOf(object, 'status', 'loadBalancer', 'ingress'))
    .map((entry) => readIpAddress(asText(at(entry, 'ip')) ?? ''))
    .filter((address): address is IpAddress => address !== null)
    .sort(compareIpAddresses)
    .map(formatIpAddress)
}

/** The first address of the pin, canonical; text that is no address stays as it is, for words about it. */
function pinOf(annotations: Labels, field: Place): string | null {
  const pins = metallbAnnotation(annotations, 'loadBalancerIPs')?.value ?? asText(field) ?? ''
  const [first = ''] = pins.split(',')
  const address = readIpAddress(first.trim())
  return address === null ? first.trim() || null : formatIpAddress(address)
}

const portsOf = (spec: Place): ServicePort[] =>
  entriesOf(at(spec, 'ports')).map((entry) => {
    const protocol = asText(at(entry, 'protocol'))
    const port = asNumber(at(entry, 'port')) ?? 0
    return {
      protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
      port,
      targetPort: targetOf(at(entry, 'targetPort'), port),
    }
  })

const asNumber = ({ value }: Place) => (typeof value === 'number' ? value : null)

/** The number in the pod; as outside where none is named, and 0 for a port that only pods know by name. */
const targetOf = (place: Place, port: number) => asNumber(place) ?? (asText(place) === null ? port : 0)
