import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ObservedService } from '../model/observed-service.ts'
import {
  anchorOf,
  key,
  otherKey,
  otherLease,
  overrideOf,
  planOf,
  secondLease,
  serviceOf,
  wish,
} from './test-view.ts'

const FIRST = '198.51.100.0'
const udp = { ...wish, protocol: 'UDP' } as const
const other = { ...wish, lease: otherLease, sharingKey: otherKey }

/** What may be in each place: always the same objects, as informers have them. */
const places: readonly (readonly (ObservedService | null)[])[] = [
  [null, anchorOf(FIRST), anchorOf(null), anchorOf(FIRST, { state: 'held', until: new Date(0) })],
  [
    null,
    serviceOf(wish, FIRST),
    serviceOf(wish, null),
    serviceOf({ ...wish, port: 4000 }, FIRST),
    serviceOf(wish, FIRST, { role: 'foreign', sharingKey: null, lease: null }),
    serviceOf(wish, FIRST, { sharingKey: otherKey, lease: otherLease }),
  ],
  [null, serviceOf(udp, FIRST), serviceOf(udp, '198.51.100.1')],
  [null, serviceOf({ ...wish, lease: secondLease }, FIRST)],
  [null, serviceOf(other, '198.51.100.1'), serviceOf(other, FIRST)],
]

const views = fc.record({
  ports: fc.constantFrom([wish], [wish, udp], [wish, other], [{ ...wish, lease: secondLease }, udp], []),
  endpoints: fc.constantFrom(
    [],
    [overrideOf({ address: '198.51.100.2' })],
    [overrideOf({ closed: ['UDP/80'] })],
  ),
  faults: fc.constantFrom(new Set<string>(), new Set([key])),
  services: fc
    .tuple(...places.map((each) => fc.constantFrom(...each)))
    .map((services) => services.filter((service) => service !== null)),
})

it('is the same plan whatever was planned before of the same objects', () => {
  fc.assert(
    fc.property(fc.array(views, { minLength: 2, maxLength: 12 }), (all) => {
      for (const view of all) expect(planOf(view)).toEqual(planOf(structuredClone(view)))
    }),
    { numRuns: 300 },
  )
})
