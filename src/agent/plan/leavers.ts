import type { Action } from '../model/action.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { ObservedService } from '../model/observed-service.ts'
import type { Pending, PortVerdict } from '../model/verdict.ts'
import { type Endpoint, isSpare, type Leaver } from './endpoint.ts'
import type { Placement } from './placement.ts'
import { isOver, type PlanScope } from './plan-scope.ts'
import type { PortStep } from './port-plan.ts'
import { stale } from './words.ts'

/** Services that nobody wishes for: they close when it is certain that nobody does. */
export function planLeavers(endpoint: Endpoint, placement: Placement, scope: PlanScope): PortStep[] {
  return endpoint.leavers.flatMap((leaver) => {
    const { service } = leaver
    if (service.deleting || service.lease === null) return []
    const outcome = decide(leaver, service.lease, { endpoint, placement, scope })
    const actions = outcome.action === null ? [] : [outcome.action]
    return isSpare(service)
      ? [{ actions, verdict: null }]
      : [{ actions, verdict: verdictOf(service, service.lease, outcome.pending) }]
  })
}

interface Context {
  readonly endpoint: Endpoint
  readonly placement: Placement
  readonly scope: PlanScope
}

interface Outcome {
  readonly action: Action | null
  readonly pending: Pending
}

const keep = (reason: Pending['reason'], message: string): Outcome => ({
  action: null,
  pending: { reason, message },
})

const reasons: Readonly<Record<Exclude<Leaver['why'], 'vanished'>, string>> = {
  closed: 'an override closes it',
  renamed: 'the same port is wished on another endpoint',
  spare: 'the port that it waited for is wished elsewhere',
}

function decide({ service, why }: Leaver, lease: LeaseRef, context: Context): Outcome {
  const { endpoint, scope } = context
  const what = `vanished ${service.uid}`
  if (why === 'vanished' && endpoint.isFaulty)
    return keep(
      'WISH_INVALID',
      'somebody asks for this endpoint in words that cannot be followed: nothing of it is closed',
    )
  if (!scope.view.fresh) {
    scope.memory.keep(endpoint.key, what)
    return { action: null, pending: stale('closing it') }
  }
  if (why !== 'vanished') return remove(service, reasons[why], context)
  switch (scope.words.of(lease)) {
    case 'ended':
      return remove(service, `lease ${leaseRefKey(lease)} has ended`, context, false)
    case 'active':
      return decideActive(service, scope.memory.see(endpoint.key, what), context)
    case 'unknown':
      scope.memory.keep(endpoint.key, what)
      return keep(
        'CHAIN_UNKNOWN',
        `nobody wishes for it, and the chain has not said whether ${leaseRefKey(lease)} has ended`,
      )
  }
}

function decideActive(service: ObservedService, sinceMs: number, context: Context): Outcome {
  const { scope } = context
  const words = `nobody wishes for it, and its lease is active`
  if (scope.massVanishing !== null)
    return keep('RELEASES_STOPPED', `${words}; ${scope.massVanishing.message}`)
  return isOver(scope, sinceMs, scope.policy.vanishGraceMs)
    ? remove(service, `${words} for ${scope.policy.vanishGraceMs / 1000} s`, context)
    : keep(
        'WISH_VANISHED',
        `${words}: it closes ${scope.policy.vanishGraceMs / 1000} s after the wish vanished`,
      )
}

/** Only when the anchor keeps the address: nobody else must get it before its time. */
function remove(service: ObservedService, reason: string, context: Context, ifUnchanged = true): Outcome {
  if (!isKept(service, context))
    return keep('ADDRESS_PENDING', `it closes when its endpoint's anchor has ${service.address}`)
  const endpoint = context.endpoint.key
  const action: Action = { kind: 'delete-port', endpoint, reason, service, ifUnchanged }
  return { action, pending: { reason: 'WISH_VANISHED', message: reason } }
}

function isKept({ address }: ObservedService, { endpoint, placement, scope }: Context): boolean {
  if (address === null || address !== placement.address || placement.isGiven) return true
  const isAsked = endpoint.anchor?.pin === address && !endpoint.anchor.deleting
  return (
    isAsked && isOver(scope, scope.memory.see(endpoint.key, `unkept ${address}`), scope.policy.refusedAfterMs)
  )
}

function verdictOf(service: ObservedService, lease: LeaseRef, pending: Pending): PortVerdict | null {
  const [port] = service.ports
  if (port === undefined || port.protocol === 'SCTP') return null
  return {
    lease,
    service: service.service ?? '',
    externalPort: port.port,
    port: port.targetPort,
    protocol: port.protocol,
    state: service.address === null ? 'pending' : 'open',
    pending,
  }
}
