import type { Action } from '../model/action.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { chooseAddress } from './address-choice.ts'
import { type AnchorFault, anchorFault } from './anchor-fault.ts'
import type { Endpoint } from './endpoint.ts'
import type { Placement } from './placement.ts'
import { isOver, type PlanScope } from './plan-scope.ts'
import { stale } from './words.ts'

/**
 * Another address for an anchor that waits for its own in vain; null: it keeps waiting. What it once had is never changed: it
 * returns when the pool does. Only an address that leaks, or that another endpoint has, is given up in any case.
 */
export function planRepin(endpoint: Endpoint, anchor: ObservedService, scope: PlanScope): Placement | null {
  const fault = anchorFault(endpoint, anchor, scope)
  if (fault === null || endpoint.ports.length === 0) return null
  if (!isOver(scope, fault.sinceMs, scope.policy.refusedAfterMs)) return null
  if (fault.isLeak) scope.alarms.push(leakAlarm(anchor))
  const wait = { address: anchor.pin, isGiven: false, mayOpen: false, actions: [] }
  if (!scope.view.fresh) return { ...wait, pending: stale('another address for the endpoint') }
  const choice = chooseAddress(endpoint, scope, anchor.pin)
  if ('pending' in choice) return { ...wait, pending: choice.pending }
  const { address } = choice
  const message = `MetalLB is about to be asked for ${address}, because ${anchor.pin} cannot be had: ${fault.words}`
  const actions = [repinAction(endpoint.key, { anchor, address, fault })]
  return { ...wait, address, actions, pending: { reason: 'ADDRESS_PENDING', message } }
}

interface Repin {
  readonly anchor: ObservedService
  readonly address: string
  readonly fault: AnchorFault
}

function repinAction(endpoint: string, { anchor, address, fault }: Repin): Action {
  const reason = `${anchor.pin} cannot be had: ${fault.words}`
  return { kind: 'repin-anchor', endpoint, reason, anchor, address, from: anchor.pin }
}

const leakAlarm = ({ pin }: ObservedService) => ({
  kind: 'ADDRESS_LEAKED' as const,
  subject: pin ?? '',
  message: `MetalLB refuses ${pin} although no Service has it: restart its controller`,
})
