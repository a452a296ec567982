import { beforeAll, describe, expect, it } from 'vitest'
import { apiFaults, clusterFaults } from './agent-fault.ts'
import { type Outcome, runUnderFault } from './agent-run.ts'

/** Each has a cluster of its own and mostly waits. */
const AT_ONCE = 8

const faults = [...apiFaults, ...clusterFaults]
const outcomes = new Map<string, Promise<Outcome>>()

beforeAll(() => {
  const waiting = faults.map((fault) => fault)
  const settle = new Map<string, (outcome: Promise<Outcome>) => void>()
  for (const { name } of faults) outcomes.set(name, new Promise((resolve) => settle.set(name, resolve)))
  const worker = async () => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const outcome = runUnderFault(fault, fault.name)
      settle.get(fault.name)?.(outcome)
      await outcome.catch(() => undefined)
    }
  }
  for (let n = 0; n < AT_ONCE; n++) void worker()
})

describe('an agent whose cluster misbehaves', () => {
  it.each(faults)(
    'gets over $name',
    async ({ name, causes = [] }) => {
      const outcome = await outcomes.get(name)
      expect(outcome?.hasActed).toBe(true)
      expect(outcome?.unrest).toEqual([])
      const violations = outcome?.judgement.violations ?? []
      expect(violations.filter(({ kind }) => !causes.includes(kind))).toEqual([])
      expect(outcome?.destructions).toEqual([])
      console.log(`${name}: ${Math.round(outcome?.convergedMs ?? -1)} ms`)
    },
    300_000,
  )
})
