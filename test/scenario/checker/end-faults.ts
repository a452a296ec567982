import { portKey } from '#agent/model/port-wish.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import type { Claims } from './claims.ts'
import type { Holdings } from './holdings.ts'
import type { SeenService, Wanted } from './scenario-log.ts'
import type { Violation } from './violation.ts'

/** What is judged when everything has come to rest. */
export interface EndState {
  readonly claims: Claims
  readonly holdings: Holdings
  /** Of each endpoint the address that it is to have. */
  readonly addresses: ReadonlyMap<string, string>
  /** Unix milliseconds; what ought to have happened before must have. */
  readonly endMs: number
}

type Fault = Omit<Violation, 'revision'>

/** Everything that is not as it should be at the end. */
export function endFaults(state: EndState): readonly Fault[] {
  const wishes = [...state.claims.endpoints.values()].flatMap(({ wishes }) => [...wishes.values()])
  const services = [...state.holdings.services]
  const byName = new Map(services.map((service) => [nameOf(service), service]))
  const wanted = new Set(wishes.map(wantedName))
  return [
    ...wishes.flatMap((wish) => notOpen(wish, byName.get(wantedName(wish)), state) ?? []),
    ...services.flatMap((service) => (isStale(service, wanted) ? stale(service) : [])),
    ...leaks(state),
  ]
}

const nameOf = ({ namespace, name }: SeenService) => `${namespace}/${name}`
const wantedName = (wanted: Wanted) => `${leaseNamespace(wanted.lease)}/${portServiceName(wanted)}`

function notOpen(wanted: Wanted, service: SeenService | undefined, { addresses }: EndState): Fault | null {
  const words = whyNotOpen(wanted, service, addresses.get(wanted.sharingKey))
  if (words === null) return null
  const message = `${portKey(wanted)} is not open: ${wantedName(wanted)} ${words}`
  return { kind: 'PORT_NOT_OPEN', subject: wanted.sharingKey, message }
}

function whyNotOpen(wanted: Wanted, service: SeenService | undefined, address = 'none'): string | null {
  if (service === undefined) return 'is not there'
  const { addresses, ports, holder } = service
  if (holder !== wanted.sharingKey) return `has the sharing key of ${holder}`
  if (addresses.join() !== address) return `has the address "${addresses}", the endpoint has ${address}`
  const text = ports.map(({ protocol, port, targetPort }) => `${protocol}/${port} to ${targetPort}`).join()
  if (text !== `${portKey(wanted)} to ${wanted.port}`) return `has the port ${text}, wanted to ${wanted.port}`
  return service.service === wanted.service ? null : `selects ${service.service}, wanted ${wanted.service}`
}

const isStale = (service: SeenService, wanted: ReadonlySet<string>) =>
  service.role === 'port' && !wanted.has(nameOf(service))

const stale = (service: SeenService): Fault => ({
  kind: 'PORT_STALE',
  subject: service.holder,
  message: `nobody wants ${nameOf(service)} at "${service.addresses}"`,
})

function leaks({ claims, holdings, endMs }: EndState): readonly Fault[] {
  return [...holdings.services].flatMap((service): Fault[] => {
    const { role, holder, addresses } = service
    if (role === 'foreign' || addresses.length === 0) return []
    if (claims.keptUntilMs(holder) > endMs || claims.mayReturn(holder)) return []
    const message = `${nameOf(service)} still holds "${addresses}", which nobody claims any more`
    return [{ kind: 'LEAKED', subject: holder, message }]
  })
}
