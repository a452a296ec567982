import { countAddresses, parseAddressRange } from '#domain/address-range.ts'
import type { Alarm, EndpointVerdict, PendingReason } from '../../src/agent/model/verdict.ts'
import { readService } from '../../src/agent/object/read-service.ts'
import { endpointOf } from './judge.ts'
import type { Decision } from './model-agent.ts'
import { POOLS } from './tenants.ts'
import type { World } from './world.ts'
import { AGENT_NAMESPACE } from './write.ts'

/** What must not be when nothing has happened for long: after that the agent has nothing to do, and nothing is left over. */
export function calmFaults(world: World, { result }: Decision, hasStock: boolean): string[] {
  const { actions, verdicts, alarms } = result
  const services = [...world.services.values()].map((service) => readService(service, AGENT_NAMESPACE))
  const leftOver = services.filter((service) => !isUsed(world, endpointOf(service)))
  const isFull = new Set(services.map(({ address }) => address)).size >= addressCount()
  return [
    ...actions.map(({ kind, endpoint, reason }) => `has no rest: ${kind} for ${endpoint} because ${reason}`),
    ...leftOver.map(({ namespace, name }) => `is a leak: ${namespace}/${name}`),
    ...verdicts.flatMap((verdict) => waitingFaults(world, verdict, { isFull, hasStock })),
    ...alarms
      .filter(({ kind }) => !(hasStock && byStock.includes(kind)))
      .map(({ message }) => `alarms: ${message}`),
  ]
}

/** A stock operator pins nothing: what it left may be at several addresses, and at one that was kept for somebody. */
const byStock: readonly Alarm['kind'][] = ['ENDPOINT_SPLIT', 'ADDRESS_MOVED']

const addressCount = () =>
  POOLS.reduce(
    (sum, { spec }) =>
      sum +
      (spec.addresses ?? []).reduce(
        (count, text) => count + Number(countAddresses(parseAddressRange(text))),
        0,
      ),
    0,
  )

/** Whether anybody has a right to what is of an endpoint: a wish, a hold or an open lease. */
function isUsed(world: World, key: string | null): boolean {
  if (key === null) return true
  const override = world.overrides.get(key)
  const isHeld = override?.holdUntil != null && override.holdUntil > world.wall
  const isWished = [...world.plips.values()].some((wish) => wish.sharingKey === key)
  return isHeld || isWished || (override?.ports.length ?? 0) > 0 || hasOpenLease(world, key)
}

function hasOpenLease(world: World, key: string): boolean {
  return [...world.services.values()].some((service) => {
    const { anchor, lease, sharingKey } = readService(service, AGENT_NAMESPACE)
    const leases =
      anchor?.sharingKey === key ? anchor.leases : sharingKey === key && lease !== null ? [lease] : []
    return leases.some((each) => !world.isEnded(each))
  })
}

interface Circumstances {
  readonly isFull: boolean
  readonly hasStock: boolean
}

/** Verdicts that something waits for which there is no reason any more. */
function waitingFaults(
  world: World,
  verdict: EndpointVerdict,
  { isFull, hasStock }: Circumstances,
): string[] {
  const override = world.overrides.get(verdict.sharingKey)
  const isAsked = override?.address != null
  const allowed: Partial<Record<PendingReason, boolean>> = {
    POOL_EXHAUSTED: isFull,
    ADDRESS_TAKEN: isAsked || hasStock,
    ADDRESS_NOT_IN_POOL: isAsked,
    WISH_INVALID: isAsked,
    HOLD_QUOTA: override?.holdUntil != null,
    WISH_VANISHED: true,
    NAMESPACE_MISSING: true,
    PORT_TAKEN: true,
    ADDRESS_PENDING: hasStock,
  }
  const all = [verdict.pending, ...verdict.ports.map((port) => port.pending)]
  return all.flatMap((pending) =>
    pending === null || allowed[pending.reason] === true
      ? []
      : [`waits for ever: ${verdict.sharingKey} ${pending.reason}: ${pending.message}`],
  )
}
