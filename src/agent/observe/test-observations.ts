import fc from 'fast-check'
import { alarmKinds, type EndpointVerdict, type PortVerdict, pendingReasons } from '../model/verdict.ts'
import { addresses, leaseRefs, portWishes } from '../stock/test-wishes.ts'
import { emptyJournal } from './journal.ts'
import type { Observation } from './observation.ts'
import type { PoolObservation } from './pool-observation.ts'

const dates = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })
const pendings = orNull(
  fc.record({ reason: fc.constantFrom(...pendingReasons), message: fc.string({ maxLength: 20 }) }),
)
const ipTexts = fc.nat(255).map((last) => `198.51.100.${last}`)

const ports: fc.Arbitrary<PortVerdict> = fc
  .record({
    wish: portWishes,
    lease: leaseRefs,
    state: fc.constantFrom('pending' as const, 'open' as const),
    pending: pendings,
  })
  .map(({ wish: { service, externalPort, port, protocol }, ...rest }) => ({
    service,
    externalPort,
    port,
    protocol,
    ...rest,
  }))

/** Few keys, so that things come, change and go. */
const holdings: fc.Arbitrary<EndpointVerdict> = fc.record({
  owner: addresses,
  sharingKey: fc.nat(6).map((number) => `akash1owner-ip-e${number}`),
  state: fc.constantFrom('pending' as const, 'assigned' as const, 'held' as const, 'quarantined' as const),
  address: orNull(ipTexts),
  pool: orNull(fc.constant('default')),
  until: orNull(dates),
  pending: pendings,
  ports: fc.array(ports, { maxLength: 3 }),
})

const counts = fc.bigInt({ min: 0n, max: 2n ** 128n })
const pools: fc.Arbitrary<PoolObservation> = fc.record({
  name: fc.constantFrom('default', 'other', 'v6'),
  total: counts,
  inUse: counts,
  held: counts,
  quarantined: counts,
  cordoned: counts,
  available: counts,
  leaked: orNull(counts),
  addresses: fc.array(ipTexts, { maxLength: 2 }),
  cordonedAddresses: fc.array(ipTexts, { maxLength: 2 }),
  autoAssign: fc.boolean(),
  restricted: fc.boolean(),
})

const alarms = fc.record({
  kind: fc.constantFrom(...alarmKinds),
  subject: fc.constantFrom('', 'default', '198.51.100.7'),
  message: fc.constantFrom('one', 'two'),
})

export const observations: fc.Arbitrary<Observation> = fc.record({
  holdings: fc.array(holdings, { maxLength: 6 }),
  pools: fc.array(pools, { maxLength: 3 }),
  alarms: fc.array(alarms, { maxLength: 4 }),
})

export const nothing: Observation = { holdings: [], pools: [], alarms: [] }

export const start = (maxChanges = 1000) =>
  emptyJournal({
    epoch: 'run-1',
    provider: 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxh',
    mode: 'drive',
    maxChanges,
  })
