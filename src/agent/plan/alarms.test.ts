import { describe, expect, it } from 'vitest'
import type { ClusterView } from '../model/cluster-view.ts'
import type { SeenSince } from '../model/seen-since.ts'
import { foreignService, poolOf } from '../pool/test-services.ts'
import {
  alarmsOf,
  anchorOf,
  at,
  key,
  linesOf,
  planOf,
  policy,
  saying,
  serviceOf,
  start,
  wish,
} from './test-view.ts'

const FIRST = '198.51.100.0'
const SECOND_ADDRESS = '198.51.100.1'
const LONG_MS = policy.refusedAfterMs
const sharingRefusal = (ms: number) => ({
  reason: 'AllocationFailed',
  message: `Failed to allocate IP for "x": can't change sharing key for "x", address also in use by elsewhere/y`,
  at: at(ms).wall,
})

describe('an alarm', () => {
  const leaking = poolOf(['198.51.100.0/30'], { counts: { assigned: 3n, available: 1n } })
  const since = (what: string): SeenSince => new Map([[` ${what}`, at().monotonicMs]])
  it.each<[string, string, Partial<ClusterView>]>([
    [
      'ADDRESS_OUTSIDE_POOLS 198.51.100.0',
      'an address in use that no pool has',
      {
        ports: [wish],
        pools: [poolOf(['192.0.2.0/30'])],
        services: [anchorOf(FIRST), serviceOf(wish, FIRST)],
      },
    ],
    [
      'ADDRESS_MOVED 198.51.100.0',
      'a status that does not follow the pin',
      { ports: [wish], services: [anchorOf(SECOND_ADDRESS, {}, { pin: FIRST })] },
    ],
    [
      'ADDRESS_MOVED 198.51.100.0',
      'an address that somebody else has now',
      { ports: [wish], services: [anchorOf(null), foreignService(FIRST)] },
    ],
    [
      'ADDRESS_SHARED_BY_OWNERS 198.51.100.0',
      'an address at two owners',
      { ports: [wish], services: [anchorOf(FIRST), serviceOf(wish, FIRST), foreignService(FIRST)] },
    ],
    [
      'CONFIGURATION_REFUSED MetalLB',
      'a configuration that MetalLB refused',
      { configuration: { valid: false, error: 'overlaps' } },
    ],
    [
      'ENDPOINT_SPLIT akash1h24fljt7p0nh82cq0za0uhsct3sfwsfu9w3c9h-ip-front',
      'ports of one endpoint at two addresses',
      { ports: [wish], services: [anchorOf(FIRST), serviceOf(wish, SECOND_ADDRESS, { pin: null })] },
    ],
    [
      'PORT_ORPHANED l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4/web-ip-80-tcp',
      'a leased port whose labels name no lease',
      { services: [serviceOf(wish, FIRST, { lease: null })] },
    ],
    [
      'ADDRESS_LEAKED default',
      'a pool that leaks for long',
      { pools: [leaking], seenSince: since('leaked default') },
    ],
    [
      'CHAIN_SILENT chain',
      'a chain that does not answer for long',
      { services: [anchorOf(FIRST)], seenSince: since('asked') },
    ],
  ])('%s tells of %s', (line, _words, part) => {
    expect(alarmsOf(planOf(part, LONG_MS))).toEqual([line])
  })

  it('MASS_VANISHING tells of many endpoints that vanished at once', () => {
    const services = Array.from({ length: 6 }, (_, number) => {
      const sharingKey = `${key}${number}`
      return serviceOf({ ...wish, sharingKey, externalPort: 80 + number }, `198.51.100.${number}`)
    })
    const pools = [poolOf(['198.51.100.0/24'])]
    expect(alarmsOf(planOf({ services, pools }))).toEqual(['MASS_VANISHING ProviderLeasedIP'])
    expect(alarmsOf(planOf({ services, pools, chain: saying('ended') }))).toEqual([])
    expect(alarmsOf(planOf({ services, pools }, 0, { only: new Set([key]) }))).toEqual([])
  })

  it('ADDRESS_LEAKED tells of a port that MetalLB refuses for long and that no Service has', () => {
    const refusal = {
      reason: 'AllocationFailed',
      message: `Failed to allocate IP for "x": port TCP/80 is already in use on "${FIRST}"`,
      at: at().wall,
    }
    const stuck = serviceOf(wish, null, { pin: FIRST, refusal })
    const services = [anchorOf(FIRST), stuck]
    const seenSince: SeenSince = new Map([[`${key} port leak ${stuck.uid}`, at().monotonicMs]])
    const part = { ports: [wish], services, seenSince }
    expect(alarmsOf(planOf(part, LONG_MS))).toEqual([`ADDRESS_LEAKED ${FIRST}`])
    expect(alarmsOf(planOf(part, LONG_MS - 1))).toEqual([])
    const holder = {
      ...foreignService(FIRST),
      ports: [{ protocol: 'TCP' as const, port: 80, targetPort: 1 }],
    }
    expect(alarmsOf(planOf({ ...part, services: [...services, holder] }, LONG_MS))).not.toContain(
      `ADDRESS_LEAKED ${FIRST}`,
    )
  })

  it('about what only lasts for a moment is not given', () => {
    const part = { pools: [leaking], services: [anchorOf(null)] }
    expect(alarmsOf(planOf(part))).toEqual([])
  })
})

describe('an anchor that waits in vain', () => {
  const born = new Map([[`${key} born`, at().monotonicMs]])
  const leak = { ports: [wish], services: [anchorOf(null, {}, { refusal: sharingRefusal(0) })] }

  it('gets another address when MetalLB refuses one that nobody has, and the leak is an alarm', () => {
    expect(linesOf(planOf({ ...leak, seenSince: born }, LONG_MS - 1))).toEqual([])
    const result = planOf({ ...leak, seenSince: born }, LONG_MS)
    expect(linesOf(result)).toEqual(['repin-anchor 198.51.100.0 → 198.51.100.1'])
    expect(alarmsOf(result)).toEqual(['ADDRESS_LEAKED 198.51.100.0'])
    expect(planOf({ ...leak, seenSince: born, fresh: false }, LONG_MS)).toMatchObject({ actions: [] })
  })

  it('gets another one when somebody was faster, but not by the refusal of an address before', () => {
    const services = [anchorOf(null), foreignService(FIRST)]
    expect(linesOf(planOf({ ports: [wish], services, seenSince: born }, LONG_MS))).toEqual([
      'repin-anchor 198.51.100.0 → 198.51.100.1',
    ])
    const old = [
      anchorOf(
        null,
        {},
        { refusal: { ...sharingRefusal(-5_000), message: 'pool default not compatible for ip assignment' } },
      ),
    ]
    expect(linesOf(planOf({ ports: [wish], services: old, seenSince: born }, LONG_MS))).toEqual([])
  })

  it('never gets another one in the place of what it had, or may have had before a restart', () => {
    const pools = [poolOf(['192.0.2.0/30'])]
    const had = new Map([
      [`${key} had ${FIRST}`, at().monotonicMs],
      [`${key} leak ${FIRST}`, at().monotonicMs],
    ])
    for (const seenSince of [had, new Map()]) {
      expect(
        linesOf(planOf({ ports: [wish], pools, services: [anchorOf(null)], seenSince }, LONG_MS)),
      ).toEqual([])
      expect(
        linesOf(
          planOf({ ports: [wish], services: [anchorOf(null), foreignService(FIRST)], seenSince }, LONG_MS),
        ),
      ).toEqual([])
    }
    const refused = [anchorOf(null, {}, { refusal: sharingRefusal(5_000) })]
    expect(linesOf(planOf({ ports: [wish], services: refused, seenSince: had }, LONG_MS))).toEqual([])
  })

  it('remembers from plan to plan what it asked for and what it had', () => {
    const first = planOf({ ports: [wish] })
    expect([...first.seenSince]).toEqual([[`${key} born`, at().monotonicMs]])
    const waiting = planOf({ ports: [wish], services: [anchorOf(null)], seenSince: first.seenSince }, 1_000)
    expect([...waiting.seenSince]).toEqual([[`${key} born`, at().monotonicMs]])
    const given = planOf({ ports: [wish], services: [anchorOf(FIRST)], seenSince: waiting.seenSince }, 2_000)
    expect([...given.seenSince.keys()]).toEqual([`${key} had ${FIRST}`])
    expect(start.getTime()).toBe(at().wall.getTime())
  })
})
