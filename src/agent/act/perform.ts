import type { Informer } from '../kube/informer.ts'
import type { KubeClient } from '../kube/kube-client.ts'
import type { Service } from '../kube/kube-objects.ts'
import { verdictOf } from '../kube/kube-verdict.ts'
import { services } from '../kube/resource.ts'
import type { Action, ObjectRef } from '../model/action.ts'
import { buildAnchor, noteAnchorPatch, repinAnchorPatch } from '../object/anchor.ts'
import { buildPortService, openPortPatch, pinPortPatch, retargetPortPatch } from '../object/port-service.ts'

export interface Hands {
  /** Fenced: it throws FENCED once another process may lead. */
  readonly client: Pick<KubeClient, 'create' | 'mergePatch' | 'delete'>
  /** Takes over what the API answers, so that the next plan starts from it. */
  readonly services: Pick<Informer<Service>, 'assume' | 'assumeDeleted' | 'relist'> & {
    /** As `assume`, of a Service that has just been made. */
    assumeNew(object: Service): void
  }
  /** Where anchors are. */
  readonly agentNamespace: string
}

/**
 * Does one action: one write, whose answer the informer takes over. Throws what the client throws; where the write may
 * have happened, or met something that was not known here, a list is asked for first. What is gone already is deleted.
 */
export async function perform(action: Action, hands: Hands, signal: AbortSignal): Promise<void> {
  try {
    if (action.kind === 'delete-anchor') await remove(action.anchor, true, hands, signal)
    else if (action.kind === 'delete-port') await remove(action.service, action.ifUnchanged, hands, signal)
    else if (action.kind === 'create-anchor' || action.kind === 'create-port')
      hands.services.assumeNew(await create(action, hands, signal))
    else hands.services.assume(await change(action, hands, signal))
  } catch (error) {
    if (['again', 'exists', 'missing'].includes(verdictOf(error))) hands.services.relist()
    throw error
  }
}

type Creation = Extract<Action, { readonly kind: 'create-anchor' | 'create-port' }>
type Alteration = Exclude<Action, Creation | { readonly kind: 'delete-anchor' | 'delete-port' }>

function create(action: Creation, { client, agentNamespace }: Hands, signal: AbortSignal): Promise<Service> {
  const draft =
    action.kind === 'create-port'
      ? buildPortService(action.port)
      : buildAnchor({ namespace: agentNamespace, address: action.address, note: action.note })
  return client.create(services, draft, { signal })
}

function change(action: Alteration, { client }: Hands, signal: AbortSignal): Promise<Service> {
  const patch = (
    { namespace, name }: ObjectRef,
    content: Pick<Parameters<typeof client.mergePatch<Service>>[1], 'patch' | 'resourceVersion'>,
  ) => client.mergePatch(services, { namespace, name, ...content }, { signal })
  switch (action.kind) {
    case 'note-anchor':
      return patch(action.anchor, { patch: noteAnchorPatch(action.anchor.uid, action.note) })
    case 'open-port':
      return patch(action.service, { patch: openPortPatch(action.service.uid, action.port) })
    case 'retarget-port':
      return patch(action.service, { patch: retargetPortPatch(action.service.uid, action.port) })
    // MetalLB may give an address meanwhile: then the pin would move the Service away from it.
    case 'repin-anchor': {
      const { anchor, address } = action
      const { uid, resourceVersion } = anchor
      return patch(anchor, { patch: repinAnchorPatch(uid, address), resourceVersion })
    }
    case 'pin-port': {
      const { service, address } = action
      const { uid, resourceVersion } = service
      return patch(service, { patch: pinPortPatch(uid, address), resourceVersion })
    }
  }
}

async function remove(
  { namespace, name, uid, resourceVersion }: ObjectRef,
  isBound: boolean,
  { client, services: known }: Hands,
  signal: AbortSignal,
): Promise<void> {
  const condition = isBound ? { resourceVersion } : {}
  try {
    const left = await client.delete(services, { namespace, name, uid, ...condition }, { signal })
    if (left === null) known.assumeDeleted({ namespace, name, uid })
    else known.assume(left)
  } catch (error) {
    if (verdictOf(error) !== 'missing') throw error
    known.assumeDeleted({ namespace, name, uid })
  }
}
