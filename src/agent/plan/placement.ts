import type { Action } from '../model/action.ts'
import type { AnchorNote, ObservedService } from '../model/observed-service.ts'
import type { Pending } from '../model/verdict.ts'
import { anchorName } from '../object/anchor.ts'
import { chooseAddress } from './address-choice.ts'
import { BORN, had } from './anchor-fault.ts'
import type { Endpoint } from './endpoint.ts'
import { leasesOf } from './endpoint-leases.ts'
import type { PlanScope } from './plan-scope.ts'
import { planRepin } from './repin.ts'
import { waitingWords } from './waiting-words.ts'
import { holdQuota, stale } from './words.ts'

/** Where an endpoint's ports belong. */
export interface Placement {
  /** Its address, given or wanted; null: none is chosen. */
  readonly address: string | null
  /** Whether MetalLB has given it to the anchor. */
  readonly isGiven: boolean
  /** Whether port Services may be made there. */
  readonly mayOpen: boolean
  readonly actions: readonly Action[]
  readonly pending: Pending | null
}

const NOWHERE: Placement = { address: null, isGiven: false, mayOpen: false, actions: [], pending: null }

export function placeEndpoint(endpoint: Endpoint, scope: PlanScope): Placement {
  const { anchor } = endpoint
  if (anchor !== null) return placeAnchored(endpoint, anchor, scope)
  if (endpoint.ports.length > 0 || endpoint.services.length > 0) return placeNew(endpoint, 'leased', scope)
  return isReserved(endpoint, scope) ? placeNew(endpoint, 'held', scope) : NOWHERE
}

/** An owner may keep an address before any lease uses it. */
function isReserved({ override, isFaulty }: Endpoint, { now }: PlanScope): boolean {
  return !isFaulty && override?.holdUntil != null && override.holdUntil > now.wall
}

function placeNew(endpoint: Endpoint, state: 'leased' | 'held', scope: PlanScope): Placement {
  // Its anchor may be made at this moment, whatever comes of this plan.
  scope.memory.keep(endpoint.key, BORN)
  const adopted = adoptedAddress(endpoint, scope)
  const wait = (pending: Pending): Placement => ({ ...NOWHERE, address: adopted, pending })
  if (!scope.view.fresh) return wait(stale('an address for the endpoint'))
  if (state === 'held' && !scope.holds.take(endpoint.owner)) return wait(holdQuota(scope.holds.max))
  const choice = adopted === null ? chooseAddress(endpoint, scope) : { address: adopted }
  if ('pending' in choice) return wait(choice.pending)
  const { address } = choice
  scope.addresses.give(address)
  const reason = adopted === null ? `${address} is free` : `its Services already have ${address}`
  const note = newNote(endpoint, state, scope)
  const action: Action = {
    kind: 'create-anchor',
    endpoint: endpoint.key,
    reason,
    name: anchorName(endpoint.key),
    address,
    note,
  }
  const pending: Pending = {
    reason: 'ADDRESS_PENDING',
    message: `MetalLB is about to be asked for ${address}`,
  }
  return { address, isGiven: false, mayOpen: true, actions: [action], pending }
}

const newNote = (endpoint: Endpoint, state: 'leased' | 'held', { now }: PlanScope): AnchorNote => ({
  owner: endpoint.owner,
  sharingKey: endpoint.key,
  state,
  since: now.wall,
  until: state === 'held' ? (endpoint.override?.holdUntil ?? now.wall) : null,
  leases: leasesOf(endpoint, []),
})

/** The address of Services that have no anchor: what MetalLB gave to the oldest, else what it is pinned to if that is free. */
function adoptedAddress({ services, key }: Endpoint, { addresses }: PlanScope): string | null {
  const oldest = services.filter(({ deleting }) => !deleting).sort(byCreation)
  const given = oldest.find(({ address }) => address !== null)
  if (given !== undefined) return given.address
  const pinned = oldest.find(({ pin }) => pin !== null && addresses.takenFor(key, pin) === null)
  return pinned?.pin ?? null
}

const byCreation = (a: ObservedService, b: ObservedService) => a.createdAt.getTime() - b.createdAt.getTime()

function placeAnchored(endpoint: Endpoint, anchor: ObservedService, scope: PlanScope): Placement {
  const address = anchor.pin ?? anchor.address
  const wait = (pending: Pending): Placement => ({ ...NOWHERE, address, pending })
  if (anchor.deleting) return wait({ reason: 'ADDRESS_PENDING', message: 'its anchor is being deleted' })
  if (anchor.address === null)
    return planRepin(endpoint, anchor, scope) ?? wait(waitingWords(endpoint, anchor, scope))
  scope.memory.see(endpoint.key, had(anchor.address))
  if (anchor.address !== address)
    return wait({
      reason: 'ADDRESS_PENDING',
      message: `MetalLB put its anchor at ${anchor.address} instead of ${address}`,
    })
  return { address, isGiven: true, mayOpen: true, actions: pinLost(endpoint, anchor), pending: null }
}

/** Somebody took the pin away: without it the next change of the pools would move the anchor. */
function pinLost({ key }: Endpoint, anchor: ObservedService): Action[] {
  if (anchor.pin !== null || anchor.address === null) return []
  const reason = `it has lost its pin to ${anchor.address}`
  return [{ kind: 'repin-anchor', endpoint: key, reason, anchor, address: anchor.address, from: null }]
}
