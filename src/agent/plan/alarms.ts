import type { ObservedService } from '../model/observed-service.ts'
import type { Alarm } from '../model/verdict.ts'
import { refusalMeaning } from '../object/refusal.ts'
import { poolUsage } from '../pool/pool-usage.ts'
import { type Endpoint, placeKey } from './endpoint.ts'
import { isOver, type PlanScope } from './plan-scope.ts'

/** What is wrong with the whole of MetalLB and of the cluster. */
export function clusterAlarms(scope: PlanScope): Alarm[] {
  const { view, survey, massVanishing } = scope
  return [
    ...(massVanishing === null ? [] : [massVanishing]),
    ...configurationAlarms(scope),
    ...orphanAlarms(survey.orphans),
    ...sharedAlarms(scope),
    ...view.pools.flatMap((pool) => leakAlarms(pool, scope)),
    ...silenceAlarms(scope),
  ]
}

function configurationAlarms({ view }: PlanScope): Alarm[] {
  const { configuration } = view
  if (configuration === null || configuration.valid) return []
  const message = `MetalLB refused its configuration and works with the one before: ${configuration.error}`
  return [{ kind: 'CONFIGURATION_REFUSED', subject: 'MetalLB', message }]
}

const orphanAlarms = (orphans: readonly ObservedService[]): Alarm[] =>
  orphans.map((service) => ({
    kind: 'PORT_ORPHANED',
    subject: placeKey(service),
    message: `the Service ${placeKey(service)} looks like one of a lease, and its labels and annotations name no endpoint: it is left alone`,
  }))

function sharedAlarms({ view, survey }: PlanScope): Alarm[] {
  const holders = new Map<string, Set<string>>()
  for (const service of view.services)
    for (const address of [service.address, service.secondAddress]) {
      if (address === null || address === undefined) continue
      const names = holders.get(address) ?? new Set()
      holders.set(address, names.add(survey.keyOf(service) ?? placeKey(service)))
    }
  const ours = new Set(
    view.services.filter((service) => survey.keyOf(service) !== null).map(({ address }) => address),
  )
  return [...holders].flatMap(([address, names]) => {
    if (names.size < 2 || !ours.has(address)) return []
    const message = `${address} is at ${[...names].sort().join(' and at ')}`
    return [{ kind: 'ADDRESS_SHARED_BY_OWNERS' as const, subject: address, message }]
  })
}

/** MetalLB counts and Services never agree at the very moment of a change: only what lasts is a leak. */
function leakAlarms(pool: PlanScope['view']['pools'][number], scope: PlanScope): Alarm[] {
  const { leaked } = poolUsage(pool, scope.view.services)
  if (leaked === null || leaked === 0n) return []
  const sinceMs = scope.memory.see('', `leaked ${pool.name}`)
  if (!isOver(scope, sinceMs, scope.policy.refusedAfterMs)) return []
  const message = `MetalLB counts ${leaked} addresses of pool "${pool.name}" as given that no Service has: restart its controller`
  return [{ kind: 'ADDRESS_LEAKED', subject: pool.name, message }]
}

function silenceAlarms(scope: PlanScope): Alarm[] {
  const { words, memory, policy } = scope
  if (words.questions.length === 0) return []
  if (!isOver(scope, memory.see('', 'asked'), policy.refusedAfterMs)) return []
  const message = `the chain does not say whether ${words.questions.length} leases have ended: nothing of theirs is released`
  return [{ kind: 'CHAIN_SILENT', subject: 'chain', message }]
}

/** What is wrong with one endpoint. */
export function endpointAlarms({ key, anchor, services }: Endpoint, scope: PlanScope): Alarm[] {
  const { survey } = scope
  const all = anchor === null ? services : [anchor, ...services]
  const addresses = new Set(all.flatMap(({ address }) => (address === null ? [] : [address])))
  const places = new Set(all.flatMap(({ address, pin }) => pin ?? address ?? []))
  const outside = [...places].filter((address) => survey.poolOf(address) === null)
  return [
    ...outside.map((address): Alarm => {
      const message = `${address} of endpoint ${key} is in no pool: it returns when a pool has it again`
      return { kind: 'ADDRESS_OUTSIDE_POOLS', subject: address, message }
    }),
    ...all.flatMap(movedAlarms),
    ...services.flatMap((service) => portLeakAlarms(key, service, scope)),
    ...lostAlarms(key, anchor, survey),
    ...(addresses.size > 1 ? [splitAlarm(key, all)] : []),
  ]
}

/** Of a Service that was deleted while MetalLB loaded, MetalLB keeps the port as well. */
function portLeakAlarms(key: string, service: ObservedService, scope: PlanScope): Alarm[] {
  const { survey, memory, policy } = scope
  const { address, pin, refusal, uid } = service
  const meaning = address !== null || refusal === null ? null : refusalMeaning(refusal.message)
  if (pin === null || meaning?.kind !== 'port-taken') return []
  const { protocol, port } = meaning
  const isHeld = survey
    .holdersOf(pin)
    .some(
      (other) =>
        other.address === pin && other.ports.some((one) => one.protocol === protocol && one.port === port),
    )
  if (isHeld || !isOver(scope, memory.see(key, `port leak ${uid}`), policy.refusedAfterMs)) return []
  const message = `MetalLB refuses ${protocol}/${port} at ${pin} to ${placeKey(service)}, and no Service has it: restart its controller`
  return [{ kind: 'ADDRESS_LEAKED', subject: pin, message }]
}

function movedAlarms(service: ObservedService): Alarm[] {
  const { pin, address } = service
  if (pin === null || address === null || pin === address) return []
  const message = `${placeKey(service)} is pinned to ${pin}, and MetalLB put it at ${address}`
  return [{ kind: 'ADDRESS_MOVED', subject: pin, message }]
}

/** An address that fell out of its pool may be somebody else's when the pool is back. */
function lostAlarms(key: string, anchor: ObservedService | null, survey: PlanScope['survey']): Alarm[] {
  const pin = anchor?.pin ?? null
  if (anchor === null || pin === null || anchor.address !== null) return []
  const holder = survey.holdersOf(pin).find((other) => other.address === pin && survey.keyOf(other) !== key)
  if (holder === undefined) return []
  const message = `${pin} of endpoint ${key} is at ${placeKey(holder)} now`
  return [{ kind: 'ADDRESS_MOVED', subject: pin, message }]
}

function splitAlarm(key: string, services: readonly ObservedService[]): Alarm {
  const parts = services.flatMap((service) =>
    service.address === null ? [] : [`${placeKey(service)} at ${service.address}`],
  )
  const message = `the ports of endpoint ${key} are at more than one address: ${parts.join(', ')}`
  return { kind: 'ENDPOINT_SPLIT', subject: key, message }
}
