import type { Action } from '../model/action.ts'
import type { EndpointVerdict, Pending, PortVerdict } from '../model/verdict.ts'
import { BORN, repinned } from './anchor-fault.ts'
import { planPhase } from './anchor-phase.ts'
import type { Endpoint } from './endpoint.ts'
import { planLeavers } from './leavers.ts'
import { type Placement, placeEndpoint } from './placement.ts'
import type { PlanScope } from './plan-scope.ts'
import { planPorts } from './port-plan.ts'

export interface EndpointPlan {
  /** In this order, each only after the one before it succeeded. */
  readonly actions: readonly Action[]
  readonly verdict: EndpointVerdict
}

/** Everything about one endpoint: first its address, then what opens, then what closes. */
export function planEndpoint(endpoint: Endpoint, scope: PlanScope): EndpointPlan {
  const placement = placeEndpoint(endpoint, scope)
  const phase = planPhase(endpoint, scope)
  const steps = [...planPorts(endpoint, placement, scope), ...planLeavers(endpoint, placement, scope)]
  const skipped = scope.options.skip?.get(endpoint.key) ?? null
  const actions = [...placement.actions, ...phase.actions, ...steps.flatMap((step) => step.actions)]
  const pending = skipped ?? placement.pending ?? phase.pending ?? otherAddress(endpoint, placement)
  const ports = [
    ...steps.flatMap(({ verdict }) => (verdict === null ? [] : [verdict])),
    ...refusedPorts(endpoint),
  ]
  if (skipped === null) rememberBirths(actions, scope)
  return {
    actions: skipped === null ? actions : [],
    verdict: {
      ...holding(endpoint, placement),
      pending,
      ports: ports.map((port) =>
        skipped === null || port.state === 'open' ? port : { ...port, pending: skipped },
      ),
    },
  }
}

const refusedPorts = ({ refused }: Endpoint): PortVerdict[] =>
  refused.map(({ wish: { lease, service, externalPort, port, protocol }, pending }) => ({
    lease,
    service,
    externalPort,
    port,
    protocol,
    state: 'pending',
    pending,
  }))

/** An address that is just asked for was never the endpoint's; so it may still be another one. */
function rememberBirths(actions: readonly Action[], { memory }: PlanScope): void {
  for (const action of actions)
    if (action.kind === 'create-anchor') memory.begin(action.endpoint, BORN)
    else if (action.kind === 'repin-anchor') memory.begin(action.endpoint, repinned(action.address))
}

/** An endpoint keeps its address; an override that asks for another one must wait for a new endpoint. */
function otherAddress({ override, anchor }: Endpoint, { address }: Placement): Pending | null {
  const wanted = override?.address ?? null
  if (wanted === null || anchor === null || address === null || wanted === address) return null
  return {
    reason: 'WISH_INVALID',
    message: `the override asks for ${wanted}, and the endpoint has ${address}: an address in use is not changed`,
  }
}

type Holding = Omit<EndpointVerdict, 'pending' | 'ports'>

function holding(endpoint: Endpoint, placement: Placement): Holding {
  const { owner, key: sharingKey, anchor, services } = endpoint
  const note = anchor?.anchor ?? null
  const given = [anchor, ...services].find((service) => service != null && service.address !== null)
  const isGiven = given != null && given.address === placement.address
  const address = isGiven ? placement.address : null
  const pool = isGiven ? given.pool : null
  const isAlone = endpoint.ports.length === 0 && services.length === 0
  if (isAlone && note !== null && note.state !== 'leased')
    return { owner, sharingKey, state: note.state, address, pool, until: note.until }
  return { owner, sharingKey, state: address === null ? 'pending' : 'assigned', address, pool, until: null }
}
