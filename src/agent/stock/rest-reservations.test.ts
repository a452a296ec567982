import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaseRefKey } from '../model/lease-ref.ts'
import { askStatus, beginCheck, type InventoryCheck } from './rest-inventory-check.ts'
import { stockLeaseStatus } from './rest-lease-status.ts'
import { stockUsage } from './rest-usage.ts'
import { LeasedWorld, leaseOf } from './test-leased-world.ts'
import { StockInventory } from './test-stock-inventory.ts'

/** A stock provider and the agent that it asks, beside what really is. */
class Bench {
  readonly world: LeasedWorld
  readonly provider = new StockInventory()
  readonly keysOf = new Map<number, string[]>()
  /** Whether something that no reservation stands for took addresses since the usage that the provider reckons with. */
  isOvertaken = false
  /** The same since the usage of the check that runs. */
  #isCheckOvertaken = false
  #check: InventoryCheck | null = null
  #nowMs = 0
  #orders = 0

  constructor(total: number) {
    this.world = new LeasedWorld(total)
    this.check()
  }

  pass(ms: number): void {
    this.#nowMs += ms
  }

  beginCheck(): void {
    if (this.provider.isChecking) return
    const observation = this.world.observation()
    this.#check = beginCheck(this.#check, observation.holdings, this.#nowMs)
    this.provider.beginCheck(stockUsage(observation))
    this.#isCheckOvertaken = false
  }

  goOn(): void {
    const isChecking = this.provider.isChecking
    this.provider.goOn((order) => this.status(order))
    if (isChecking && !this.provider.isChecking) this.isOvertaken = this.#isCheckOvertaken
  }

  overtake(): void {
    this.isOvertaken = true
    this.#isCheckOvertaken = true
  }

  endCheck(): void {
    while (this.provider.isChecking) this.goOn()
  }

  /** A whole check, 5 s after the one before. */
  check(): void {
    this.endCheck()
    this.pass(5000)
    this.beginCheck()
    this.endCheck()
  }

  status(order: number): number {
    const lease = leaseOf(order)
    const asked = {
      lease: leaseRefKey(lease),
      holdings: this.world.observation().holdings,
      nowMs: this.#nowMs,
    }
    const { check, form, holdings } = askStatus(this.#check, asked)
    this.#check = check
    return stockLeaseStatus(holdings, lease, form).length
  }

  bid(quantity: number): number | null {
    const order = this.#orders + 1
    if (!this.provider.reserve(order, quantity)) return null
    this.#orders = order
    return order
  }

  /** `quantity` endpoints of which the first is `shared` where there is one, and the last may be withheld. */
  deploy(order: number, part: { ports: number; isShared: boolean; isWithheld: boolean }): void {
    const { quantity = 0 } = this.provider.reservations.find((each) => each.order === order) ?? {}
    const [other] = part.isShared ? this.world.endpoints.keys() : []
    const keys = Array.from({ length: quantity }, (_, index) =>
      index === 0 && other !== undefined ? other : `${order}-${index}`,
    ).slice(0, part.isWithheld ? -1 : quantity)
    this.keysOf.set(order, keys)
    for (const key of keys) for (let port = 0; port < part.ports; port++) this.world.wish(order, key)
    this.provider.deployed(order)
  }

  close(order: number): void {
    this.provider.unreserve(order)
    this.world.close(order)
    this.keysOf.delete(order)
    this.overtake()
  }

  restartAgent(): void {
    this.#check = null
  }

  restartProvider(): void {
    this.provider.restart()
    for (const order of this.keysOf.keys()) this.provider.deployed(order)
  }

  /** Addresses that are promised and not given yet. */
  get outstanding(): number {
    const undeployed = this.provider.reservations.filter(({ order }) => !this.keysOf.has(order))
    return undeployed.reduce((sum, { quantity }) => sum + quantity, 0) + this.world.waiting
  }

  get left(): number {
    return Math.max(0, this.world.free - this.outstanding)
  }
}

type Step = readonly [kind: number, pick: number, flag: boolean]

/** One thing that happens; `pick` and `flag` say to whom and how. */
function happen(bench: Bench, [kind, pick, flag]: Step): void {
  const { world, provider, keysOf } = bench
  const orders = [...keysOf.keys()]
  const order = orders[pick % orders.length]
  const waiting = provider.reservations.filter((reservation) => !keysOf.has(reservation.order))
  const undeployed = waiting[pick % waiting.length]
  const key = order === undefined ? undefined : keysOf.get(order)?.[0]
  const actions: readonly (() => void)[] = [
    () => bench.bid(1 + (pick % 3)),
    () =>
      undeployed &&
      bench.deploy(undeployed.order, { ports: 1 + (pick % 3), isShared: flag, isWithheld: pick > 30 }),
    () => world.assign(),
    () => world.openPort(pick),
    () => order !== undefined && key !== undefined && world.wish(order, key),
    () => order !== undefined && flag && bench.close(order),
    () => world.release(),
    () => bench.pass(flag ? pick : pick * 50),
    () => bench.beginCheck(),
    () => bench.goOn(),
    () => order !== undefined && bench.status(order),
    () => (flag ? bench.restartAgent() : bench.restartProvider()),
    () => {
      if (!flag || world.free === 0) return
      if (pick % 2 === 0) world.foreign += 1
      else world.cordoned += 1
      bench.overtake()
    },
  ]
  actions[kind % actions.length]?.()
}

const steps = fc.array(fc.tuple(fc.nat(12), fc.nat(40), fc.boolean()), {
  maxLength: 120,
  size: 'max',
})

describe('what the stock provider is told', () => {
  it('never lets it offer an address that is not free or promised already, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), steps, (total, history) => {
        const bench = new Bench(total)
        for (const step of history) {
          happen(bench, step)
          if (!bench.isOvertaken) expect(bench.provider.offered).toBeLessThanOrEqual(bench.left)
        }
        bench.check()
        expect(bench.provider.offered).toBeLessThanOrEqual(bench.left)
      }),
      { numRuns: 3000 },
    )
  })

  it('lets it offer every address that is free once everything is open', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), steps, (total, history) => {
        const bench = new Bench(total)
        for (const [kind, pick, flag] of history)
          happen(bench, [kind, kind % 13 === 1 ? pick % 30 : pick, flag && kind % 13 !== 1])
        bench.endCheck()
        for (const { order } of bench.provider.reservations)
          if (!bench.keysOf.has(order)) bench.deploy(order, { ports: 2, isShared: false, isWithheld: false })
        for (let turn = 0; turn < 200; turn++) {
          bench.world.assign()
          bench.world.openPort(turn)
        }
        for (let turn = 0; turn < 3; turn++) bench.check()
        if (bench.world.waiting === 0) expect(bench.provider.offered).toBe(bench.world.free)
      }),
      { numRuns: 1000 },
    )
  })

  const opened = (ports: number, quantity = 1) => {
    const bench = new Bench(10)
    const order = bench.bid(quantity) ?? 0
    bench.deploy(order, { ports, isShared: false, isWithheld: false })
    for (let turn = 0; turn < 10; turn++) {
      bench.world.assign()
      bench.world.openPort(0)
    }
    return { bench, order, reservation: bench.provider.reservations[0] }
  }

  it('confirms a lease with one port in the first check', () => {
    const { bench, reservation } = opened(1)
    bench.check()
    expect(reservation?.isConfirmed).toBe(true)
    expect(bench.provider.offered).toBe(9)
  })

  it('confirms a lease with many ports in the second check, and counts its addresses once', () => {
    const { bench, reservation } = opened(3, 2)
    bench.check()
    expect([reservation?.isConfirmed, bench.provider.offered]).toEqual([false, 6])
    bench.check()
    expect([reservation?.isConfirmed, bench.provider.offered]).toEqual([true, 8])
  })

  it('confirms it again after the provider or the agent was started anew', () => {
    const { bench, reservation } = opened(3)
    for (let turn = 0; turn < 2; turn++) bench.check()
    bench.restartProvider()
    bench.restartAgent()
    expect(reservation?.isConfirmed).toBe(false)
    for (let turn = 0; turn < 2; turn++) bench.check()
    expect([reservation?.isConfirmed, bench.provider.offered]).toEqual([true, 9])
  })

  it('is every port to a tenant, at any time', () => {
    const { bench, order } = opened(3)
    for (let turn = 0; turn < 3; turn++) {
      bench.check()
      bench.pass(101)
      expect(bench.status(order)).toBe(3)
    }
  })

  it('counts a confirmed lease on after its manifest got another port', () => {
    const { bench, order } = opened(1)
    bench.check()
    bench.world.wish(order, bench.keysOf.get(order)?.[0] ?? '')
    bench.world.openPort(0)
    bench.check()
    expect(bench.provider.offered).toBe(9)
  })

  it('counts an endpoint that waits, though the ports of another confirm its lease', () => {
    const bench = new Bench(10)
    const order = bench.bid(2) ?? 0
    bench.deploy(order, { ports: 2, isShared: false, isWithheld: false })
    bench.world.assign()
    for (let port = 0; port < 2; port++) bench.world.openPort(0)
    bench.check()
    expect(bench.provider.reservations[0]?.isConfirmed).toBe(true)
    expect([bench.world.free, bench.provider.offered]).toEqual([9, 8])
  })

  it('does not confirm within a check what its usage did not count', () => {
    const bench = new Bench(1)
    const order = bench.bid(1) ?? 0
    bench.provider.deployed(order)
    bench.beginCheck()
    bench.deploy(order, { ports: 1, isShared: false, isWithheld: false })
    bench.world.assign()
    bench.world.openPort(0)
    bench.endCheck()
    expect(bench.provider.offered).toBe(0)
  })
})
