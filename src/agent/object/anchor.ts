import type { Draft, MergePatch, ObjectMeta, Service, ServicePort } from '../kube/kube-objects.ts'
import type { AnchorNote } from '../model/observed-service.ts'
import { targetLabel, targetMetalLb } from '../stock/lease-labels.ts'
import { shortHash } from '../stock/sharing-key.ts'
import { anchorAnnotations, anchorLabels } from './anchor-note.ts'
import { pinAnnotation, shareAnnotation } from './metallb.ts'
import { anchorLabel } from './own-names.ts'
import { pinnedSpec } from './pinned-spec.ts'

/** One anchor for each endpoint. */
export const anchorName = (sharingKey: string) => `anchor-${shortHash(sharingKey)}`

/** No tenant can ask for SCTP, so this port is free on every address, and MetalLB shares it with TCP and UDP. */
const anchorPort: ServicePort = { name: 'anchor', protocol: 'SCTP', port: 1, targetPort: 1 }

/** A quarantined anchor shares with nobody: the key that it had would let the owner's Services in. */
const shareOf = ({ state, sharingKey }: AnchorNote) =>
  state === 'quarantined' ? `quarantine-${shortHash(sharingKey)}` : sharingKey

export interface AnchorParts {
  /** The agent's own. */
  readonly namespace: string
  readonly address: string
  readonly note: AnchorNote
}

/**
 * The Service that holds an endpoint's address, whatever becomes of its ports. It lacks the label akash.network=true:
 * a stock operator must not find it.
 */
export const buildAnchor = ({ namespace, address, note }: AnchorParts): Draft<Service> => ({
  metadata: {
    namespace,
    name: anchorName(note.sharingKey),
    labels: { [targetLabel]: targetMetalLb, [anchorLabel]: 'true', ...anchorLabels(note) },
    annotations: {
      [shareAnnotation]: shareOf(note),
      [pinAnnotation]: address,
      ...anchorAnnotations(note),
    },
  },
  spec: pinnedSpec(address, anchorPort),
})

type MetadataPatch = { readonly metadata: MergePatch<Partial<ObjectMeta>> }

/** Makes the anchor `uid` remember something else; another object of its name makes it a conflict. */
export const noteAnchorPatch = (uid: string, note: AnchorNote): MetadataPatch => ({
  metadata: {
    uid,
    labels: anchorLabels(note),
    annotations: { [shareAnnotation]: shareOf(note), ...anchorAnnotations(note) },
  },
})

/** Pins it to another address, of the same family: a Service never changes its own. */
export const repinAnchorPatch = (uid: string, address: string): MetadataPatch => ({
  metadata: { uid, annotations: { [pinAnnotation]: address } },
})
