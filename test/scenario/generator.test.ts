import fc from 'fast-check'
import { expect, it } from 'vitest'
import { leaseRefKey } from '#agent/model/lease-ref.ts'
import { portKey } from '#agent/model/port-wish.ts'
import { plipName } from '#agent/stock/plip.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import type { Wanted } from './checker/scenario-log.ts'
import { generate, type Size } from './generator.ts'
import type { Step } from './steps.ts'

const big: Size = {
  ...{ endpoints: 300, migrated: 100, closed: 50, held: 20, vanished: 5, newcomers: 20 },
  ...{ bystanders: 2, betweenMs: 100 },
  kills: { metallb: 1, apiserver: 1, operator: 1 },
}

const stepsOf = (seed: string, size: Size): Step[] =>
  generate(seed, size).phases.flatMap(({ lanes }) => lanes.flat())
const keysOf = (wishes: readonly Wanted[]) => new Set(wishes.map(({ sharingKey }) => sharingKey))

it('is the same for the same seed, and another for another', () => {
  expect(generate('a', big)).toEqual(generate('a', big))
  expect(generate('a', big)).not.toEqual(generate('b', big))
})

it('opens three ports for each endpoint, one number with both protocols', () => {
  const [open] = generate('a', big).phases
  const wishes = open?.lanes.flat().flatMap((step) => (step.kind === 'open' ? step.wishes : [])) ?? []
  expect(keysOf(wishes).size).toBe(300)
  for (const key of keysOf(wishes)) {
    const ports = wishes.filter(({ sharingKey }) => sharingKey === key)
    const [tcp, udp, third] = ports
    expect(ports).toHaveLength(3)
    expect([tcp?.protocol, udp?.protocol]).toEqual(['TCP', 'UDP'])
    expect(udp?.externalPort).toBe(tcp?.externalPort)
    expect(third?.externalPort).not.toBe(tcp?.externalPort)
  }
})

it('updates every lease, moves, ends, holds and brings back as many as were asked for', () => {
  const [first = [], ...more] = generate('a', big).phases.map(({ lanes }) => lanes.flat())
  const steps = more.slice(0, -1).flat()
  const opened = first.flatMap((step) => (step.kind === 'open' ? step.wishes : []))
  const changed = steps.flatMap((step) => {
    if (step.kind === 'exchange') return [step.made]
    return step.kind === 'rewrite' ? step.wishes : []
  })
  expect(keysOf(changed)).toEqual(keysOf(opened))
  const home = new Map(opened.map((wanted) => [wanted.sharingKey, leaseRefKey(wanted.lease)]))
  const moved = changed.filter(({ sharingKey, lease }) => home.get(sharingKey) !== leaseRefKey(lease))
  expect(keysOf(moved).size).toBe(100)
  const ended = steps.flatMap((step) => (step.kind === 'close' ? step.wishes : []))
  expect(keysOf(ended).size).toBe(70)
  expect(steps.filter(({ kind }) => kind === 'hold')).toHaveLength(20)
  const back = more.at(-1)?.flatMap((step) => (step.kind === 'open' ? step.wishes : [])) ?? []
  expect(keysOf(back).size).toBeGreaterThan(8)
})

it('never wants what cannot be: no plip, port of an endpoint or Service twice, and no closed lease', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (seed, endpoints) => {
      const wishes = new Map<string, Wanted>()
      const ended = new Set<string>()
      const share = (part: number) => Math.floor(endpoints * part)
      const size = {
        ...big,
        endpoints,
        migrated: share(0.3),
        closed: share(0.2),
        held: share(0.2),
        vanished: 2,
      }
      for (const step of stepsOf(seed, size)) {
        apply(step, wishes, ended)
        const all = [...wishes.values()]
        const ports = all.map((wanted) => `${wanted.sharingKey} ${portKey(wanted)}`)
        const services = all.map((wanted) => `${leaseRefKey(wanted.lease)} ${portServiceName(wanted)}`)
        expect(new Set(ports).size).toBe(all.length)
        expect(new Set(services).size).toBe(all.length)
        for (const { lease } of all) expect(ended.has(leaseRefKey(lease))).toBe(false)
      }
    }),
    { numRuns: 20 },
  )
})

function apply(step: Step, wishes: Map<string, Wanted>, ended: Set<string>): void {
  if (step.kind === 'open' || step.kind === 'rewrite')
    for (const wanted of step.wishes) wishes.set(plipName(wanted), wanted)
  if (step.kind === 'exchange') {
    wishes.delete(plipName(step.gone))
    wishes.set(plipName(step.made), step.made)
  }
  if (step.kind === 'close' || step.kind === 'vanish')
    for (const wanted of step.wishes) expect(wishes.delete(plipName(wanted))).toBe(true)
  if (step.kind === 'close') ended.add(leaseRefKey(step.lease))
}
