import type { Service } from '../../src/agent/kube/kube-objects.ts'
import { type Action, boundTo, type ObjectRef } from '../../src/agent/model/action.ts'
import { buildAnchor, noteAnchorPatch, repinAnchorPatch } from '../../src/agent/object/anchor.ts'
import {
  buildPortService,
  openPortPatch,
  pinPortPatch,
  retargetPortPatch,
} from '../../src/agent/object/port-service.ts'
import { keyOf, type World } from './world.ts'

export const AGENT_NAMESPACE = 'ipgw-agent'

/** The API's answer: the object as it is then, or as it was when it went; null: refused. */
export type Answer = {
  readonly key: string
  readonly service: Service | null
  readonly version: number
} | null

/** Does what an action says, as the agent's shell does it over the API. */
export function write(world: World, action: Action): Answer {
  const bound = boundTo(action)
  if (bound !== null && there(world, bound)?.metadata.resourceVersion !== bound.resourceVersion) return null
  switch (action.kind) {
    case 'create-anchor':
      return answer(
        world.create(buildAnchor({ namespace: AGENT_NAMESPACE, address: action.address, note: action.note })),
      )
    case 'create-port':
      if (world.namespaces.get(action.port.namespace) !== 'Active') return null
      return answer(world.create(buildPortService(action.port)))
    case 'note-anchor':
      return patch(world, action.anchor, noteAnchorPatch(action.anchor.uid, action.note))
    case 'repin-anchor':
      return patch(world, action.anchor, repinAnchorPatch(action.anchor.uid, action.address))
    case 'open-port':
      return patch(world, action.service, openPortPatch(action.service.uid, action.port))
    case 'retarget-port':
      return patch(world, action.service, retargetPortPatch(action.service.uid, action.port))
    case 'pin-port':
      return patch(world, action.service, pinPortPatch(action.service.uid, action.address))
    case 'delete-anchor':
      return remove(world, action.anchor)
    case 'delete-port':
      return remove(world, action.service)
  }
}

const answer = (service: Service | null): Answer =>
  service === null
    ? null
    : { key: keyOf(service), service, version: Number(service.metadata.resourceVersion) }

const placeOf = ({ namespace, name }: ObjectRef) => `${namespace}/${name}`

/** Null: there is no such object; another one of the same name is another one. */
function there(world: World, ref: ObjectRef): Service | null {
  const service = world.services.get(placeOf(ref)) ?? null
  return service?.metadata.uid === ref.uid ? service : null
}

interface Patch {
  readonly metadata: object
  readonly spec?: object
}

function patch(world: World, ref: ObjectRef, { metadata, spec }: Patch): Answer {
  const service = there(world, ref)
  if (service === null) return null
  const { labels, annotations } = metadata as Service['metadata']
  const next = {
    ...service,
    metadata: {
      ...service.metadata,
      labels: { ...service.metadata.labels, ...labels },
      annotations: { ...service.metadata.annotations, ...annotations },
    },
    spec: { ...service.spec, ...spec },
  }
  return answer(world.replace(next))
}

function remove(world: World, ref: ObjectRef): Answer {
  if (there(world, ref) === null) return null
  const key = placeOf(ref)
  return { key, service: null, version: world.remove(key) }
}
