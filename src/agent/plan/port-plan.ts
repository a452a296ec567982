import type { Action, PortPlan } from '../model/action.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { portKey } from '../model/port-wish.ts'
import type { Pending, PortVerdict } from '../model/verdict.ts'
import { type Endpoint, holdsPort, isSpare, type PortMatch, placeKey } from './endpoint.ts'
import type { Placement } from './placement.ts'
import type { PlanScope } from './plan-scope.ts'
import { SpareNumbers } from './spare-numbers.ts'
import { waitingWords } from './waiting-words.ts'
import { stale } from './words.ts'

/** What becomes of one port. */
export interface PortStep {
  readonly actions: readonly Action[]
  /** Null: nothing to tell of. */
  readonly verdict: PortVerdict | null
}

interface PortContext {
  readonly endpoint: Endpoint
  readonly placement: Placement
  readonly scope: PlanScope
  readonly spares: SpareNumbers
}

/** All ports that shall be open: they come into being, move, change, or wait. */
export function planPorts(endpoint: Endpoint, placement: Placement, scope: PlanScope): PortStep[] {
  const context = { endpoint, placement, scope, spares: new SpareNumbers(endpoint.services) }
  return endpoint.ports.map((match) => {
    const { actions, pending } = planPort(match, context)
    return { actions, verdict: verdictOf(match, { placement, pending }) }
  })
}

interface Step {
  readonly actions: readonly Action[]
  readonly pending: Pending | null
}

const wait = (reason: Pending['reason'], message: string): Step => ({
  actions: [],
  pending: { reason, message },
})

function planPort(match: PortMatch, context: PortContext): Step {
  const { there } = match
  if (there === null) return createPort(match, context)
  if (there.role !== 'port' || context.scope.survey.keyOf(there) !== context.endpoint.key)
    return wait('PORT_TAKEN', `the Service ${placeKey(there)} belongs to somebody else`)
  if (there.deleting) return wait('ADDRESS_PENDING', `its Service ${placeKey(there)} is being deleted`)
  return keepPort(match, there, context)
}

function createPort(match: PortMatch, context: PortContext): Step {
  const { placement, scope, spares } = context
  const { wish, namespace, name, holders } = match
  const phase = scope.view.namespaces.get(namespace)
  if (phase !== 'Active') return namespaceMissing(namespace, phase)
  const { address } = placement
  if (!placement.mayOpen || address === null)
    return {
      actions: [],
      pending: placement.pending ?? { reason: 'ADDRESS_PENDING', message: 'its endpoint has no address yet' },
    }
  const spare = holders.length === 0 ? null : spares.take()
  const port: PortPlan = { wish, namespace, name, address, spare }
  const reason =
    spare === null
      ? `${portKey(wish)} is wished`
      : `${portKey(wish)} moves here from ${holders.map(placeKey).join(', ')}`
  const action: Action = { kind: 'create-port', endpoint: wish.sharingKey, reason, port }
  return {
    actions: [action],
    pending:
      spare === null
        ? { reason: 'ADDRESS_PENDING', message: `MetalLB is about to be asked for ${address}` }
        : moving(match),
  }
}

function namespaceMissing(namespace: string, phase: 'Terminating' | undefined): Step {
  return phase === undefined
    ? wait('NAMESPACE_MISSING', `the lease's namespace ${namespace} does not exist`)
    : wait('NAMESPACE_TERMINATING', `the lease's namespace ${namespace} is being deleted`)
}

const moving = ({ wish, holders }: PortMatch): Pending => ({
  reason: 'PORT_MOVING',
  message: `${portKey(wish)} moves here from ${holders.map(placeKey).join(', ')}`,
})

function keepPort(match: PortMatch, there: ObservedService, context: PortContext): Step {
  const { address, pending } = context.placement
  if (address === null) return { actions: [], pending }
  // Left behind when its anchor got another address; nobody was told of the one that it may have by now.
  if (there.pin !== null && there.pin !== address) return remake(match, there, context)
  const isElsewhere = there.address !== null && there.address !== address
  if (isElsewhere)
    return wait(
      'ADDRESS_PENDING',
      `its Service ${placeKey(there)} is at ${there.address} and not at ${address}: when it is deleted, it is made again there`,
    )
  const pins = there.pin === null ? [pinPort(match, there, address)] : []
  const step = holdsPort(there, match.wish)
    ? settlePort(match, there, context)
    : openPort(match, there, context)
  return { actions: [...pins, ...step.actions], pending: step.pending }
}

function pinPort({ wish }: PortMatch, service: ObservedService, address: string): Action {
  const reason = `without a pin to ${address} the next change of the pools would move it`
  return { kind: 'pin-port', endpoint: wish.sharingKey, reason, service, address }
}

/** A pin is never edited: the Service is made again in the next plan. */
function remake({ wish }: PortMatch, service: ObservedService, { placement, scope }: PortContext): Step {
  if (!scope.view.fresh) return { actions: [], pending: stale('a new Service at the right address') }
  const reason = `it is pinned to ${service.pin}, and its endpoint is at ${placement.address}`
  const action: Action = {
    kind: 'delete-port',
    endpoint: wish.sharingKey,
    reason,
    service,
    ifUnchanged: true,
  }
  return {
    actions: [action],
    pending: { reason: 'ADDRESS_PENDING', message: `it is made again at ${placement.address}` },
  }
}

/** It has its number: what else has it must go, and it must lead to the right pods. */
function settlePort(match: PortMatch, there: ObservedService, context: PortContext): Step {
  const removal = removeHolders(match, context)
  const retarget = retargets(match, there, context)
  const isOpen = there.address !== null
  const pending = isOpen ? null : (removal.pending ?? waitingWords(context.endpoint, there, context.scope))
  return { actions: [...removal.actions, ...retarget], pending }
}

function retargets(match: PortMatch, there: ObservedService, context: PortContext): Action[] {
  const { wish } = match
  const isRight =
    there.service === wish.service &&
    there.ports.length === 1 &&
    there.ports.every(({ targetPort }) => targetPort === wish.port)
  if (isRight) return []
  const reason = `${portKey(wish)} now leads to port ${wish.port} of "${wish.service}"`
  return [
    {
      kind: 'retarget-port',
      endpoint: wish.sharingKey,
      reason,
      service: there,
      port: portOf(match, context),
    },
  ]
}

const portOf = ({ wish, namespace, name }: PortMatch, { placement }: PortContext): PortPlan => ({
  wish,
  namespace,
  name,
  address: placement.address ?? '',
  spare: null,
})

/** It waits on a spare number until it has the address; then the old one goes, and it takes the number. */
function openPort(match: PortMatch, there: ObservedService, context: PortContext): Step {
  const { wish, holders } = match
  const open: Action = {
    kind: 'open-port',
    endpoint: wish.sharingKey,
    reason: `${portKey(wish)} is free for it`,
    service: there,
    port: portOf(match, context),
  }
  if (holders.length === 0) return { actions: [open], pending: moving(match) }
  if (there.address === null && isSpare(there)) return { actions: [], pending: moving(match) }
  const removal = removeHolders(match, context)
  const isFree = removal.actions.length === holders.length
  return {
    actions: isFree ? [...removal.actions, open] : removal.actions,
    pending: removal.pending ?? moving(match),
  }
}

/** Takes the number from those to whom it no longer belongs. */
function removeHolders({ wish, holders, there }: PortMatch, { scope, placement }: PortContext): Step {
  if (holders.length > 0 && !scope.view.fresh)
    return { actions: [], pending: stale(`closing ${portKey(wish)} where it was before`) }
  const isKept = placement.isGiven || there?.address === placement.address
  if (holders.length > 0 && !isKept) return { actions: [], pending: placement.pending }
  const actions = holders
    .filter(({ deleting }) => !deleting)
    .map((service): Action => {
      const reason = `${portKey(wish)} now belongs to ${wish.service} of another Service`
      return { kind: 'delete-port', endpoint: wish.sharingKey, reason, service, ifUnchanged: false }
    })
  return { actions, pending: null }
}

function verdictOf(
  { wish, there }: PortMatch,
  { placement, pending }: { placement: Placement; pending: Pending | null },
) {
  const { lease, service, externalPort, port, protocol } = wish
  const isOpen =
    there?.role === 'port' &&
    there.sharingKey === wish.sharingKey &&
    there.address !== null &&
    there.address === placement.address &&
    holdsPort(there, wish)
  const state = isOpen ? 'open' : 'pending'
  return { lease, service, externalPort, port, protocol, state, pending } as const
}
