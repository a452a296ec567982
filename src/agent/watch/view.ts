import type {
  ConfigurationState,
  Event,
  IPAddressPool,
  LeasedIPOverride,
  Namespace,
  ProviderLeasedIP,
  Service,
} from '../kube/kube-objects.ts'
import type { ClusterView, MetallbConfiguration } from '../model/cluster-view.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService, Refusal } from '../model/observed-service.ts'
import { readOverride } from '../object/override.ts'
import { readService } from '../object/read-service.ts'
import { readRefusal } from '../object/refusal.ts'
import { readPool } from '../pool/read-pool.ts'
import { readPlip } from '../stock/plip.ts'
import type { WishFault } from '../stock/wish-fault.ts'
import type { Kinds } from './informers.ts'
import { readOnce, whenChanged } from './reading.ts'

/** What the informers have, at one moment; each map is another value when anything in it is. */
export type Objects = { readonly [Kind in keyof Kinds]: ReadonlyMap<string, Kinds[Kind]> }

export type PoolCounts = ReadonlyMap<string, NonNullable<ObservedPool['counts']>>

export interface ViewParts extends Pick<ClusterView, 'chain' | 'fresh' | 'seenSince'> {
  readonly objects: Objects
  /** From MetalLB's metrics, by pool. */
  readonly counts: PoolCounts
}

/** A view, and what in the cluster cannot be read. */
export interface Observation {
  readonly view: ClusterView
  readonly wishFaults: readonly WishFault[]
  readonly poolFaults: readonly string[]
}

export interface ViewReader {
  observe(parts: ViewParts): Observation
  /** As `observe` has them; the same object gives the same value. */
  readPlip(object: ProviderLeasedIP): ReturnType<typeof readPlip>
  readOverride(object: LeasedIPOverride): ReturnType<typeof readOverride>
  readService(object: Service): ObservedService
}

/**
 * Turns objects into what decides. What did not change since the last time is not read again, so that a view of some
 * thousand Services is a matter of a millisecond.
 */
export function createViewReader(names: {
  readonly agentNamespace: string
  readonly provider: string
}): ViewReader {
  const plip = readOnce((object: ProviderLeasedIP) => readPlip(object))
  const override = readOnce((object: LeasedIPOverride) => readOverride(object, names.provider))
  const service = readOnce((object: Service) => readService(object, names.agentNamespace))
  const refusalOf = readOnce((event: Event) => readRefusal(event))
  const refused = readOnce((_: Refusal) => new WeakMap<ObservedService, ObservedService>())

  const withRefusal = (observed: ObservedService, refusal: Refusal): ObservedService => {
    const known = refused(refusal)
    const found = known.get(observed) ?? { ...observed, refusal }
    known.set(observed, found)
    return found
  }
  const refusals = whenChanged((events: Objects['events']) => newestRefusals(events.values(), refusalOf))
  const wishes = whenChanged((plips: Objects['plips'], overrides: Objects['overrides']) =>
    wishesOf([...plips.values()].map(plip), [...overrides.values()].map(override)),
  )
  const services = whenChanged((objects: Objects['services'], newest: ReadonlyMap<string, Refusal>) =>
    [...objects.values()].map((object) => {
      const refusal = newest.get(object.metadata.uid)
      return refusal === undefined ? service(object) : withRefusal(service(object), refusal)
    }),
  )
  const pools = whenChanged((objects: Objects['pools'], counts: PoolCounts) =>
    [...objects.values()].map((object) => poolReading(object, names.agentNamespace, counts)),
  )
  const namespaces = whenChanged(phasesOf)
  const configuration = whenChanged(configurationOf)

  return {
    readPlip: plip,
    readOverride: override,
    readService: service,
    observe({ objects, counts, chain, fresh, seenSince }) {
      const { ports, endpoints, faults, wishFaults } = wishes(objects.plips, objects.overrides)
      const readings = pools(objects.pools, counts)
      const view = {
        ports,
        endpoints,
        faults,
        services: services(objects.services, refusals(objects.events)),
        pools: readings.map(({ pool }) => pool),
        namespaces: namespaces(objects.namespaces),
        configuration: configuration(objects.configurations),
        chain,
        fresh,
        seenSince,
      }
      return { view, wishFaults, poolFaults: readings.flatMap((reading) => reading.faults) }
    },
  }
}

function wishesOf(
  plips: readonly ReturnType<typeof readPlip>[],
  overrides: readonly ReturnType<typeof readOverride>[],
) {
  const wishFaults = [...plips, ...overrides].flatMap((read) => ('fault' in read ? [read.fault] : []))
  return {
    ports: plips.flatMap((read) => ('wish' in read ? [read.wish] : [])),
    endpoints: overrides.flatMap((read) => ('wish' in read ? [read.wish] : [])),
    faults: new Set(wishFaults.flatMap(({ sharingKey }) => sharingKey ?? [])),
    wishFaults,
  }
}

/** Of several Events about one object only the newest counts. */
function newestRefusals(
  events: Iterable<Event>,
  read: (event: Event) => ReturnType<typeof readRefusal>,
): ReadonlyMap<string, Refusal> {
  const newest = new Map<string, Refusal>()
  for (const event of events) {
    const found = read(event)
    if (found === null) continue
    const known = newest.get(found.uid)
    if (known === undefined || known.at <= found.refusal.at) newest.set(found.uid, found.refusal)
  }
  return newest
}

const poolReading = (object: IPAddressPool, agentNamespace: string, counts: PoolCounts) =>
  readPool(object, agentNamespace, counts.get(object.metadata.name) ?? null)

/** A namespace without a phase has just been made. */
function phasesOf(objects: ReadonlyMap<string, Namespace>): ClusterView['namespaces'] {
  return new Map(
    [...objects.values()].map(({ metadata, status }) => {
      const isGoing = metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating'
      return [metadata.name, isGoing ? 'Terminating' : 'Active']
    }),
  )
}

/** The speakers have states of their own, about what they announce; the controller's is about what it gives. */
function configurationOf(objects: ReadonlyMap<string, ConfigurationState>): MetallbConfiguration | null {
  const controller = [...objects.values()].find(({ metadata }) => metadata.name === 'controller')
  const { result, errorSummary = '' } = controller?.status ?? {}
  return result === undefined ? null : { valid: result !== 'Invalid', error: errorSummary }
}
