import { describe, it } from 'vitest'
import { type AgentFault, apiFaults, clusterFaults, mixture } from './agent-fault.ts'
import { runUnderFault } from './agent-run.ts'
import { rounds } from './rounds.ts'

const MIXTURES = 10

const mixtures = Array.from({ length: MIXTURES * rounds }, (_, n) => mixture(n + 1))
// Those that take longest begin first.
const faults: readonly AgentFault[] = [...mixtures, ...apiFaults.toReversed(), ...clusterFaults]

/** Each has a cluster of its own, and mostly waits. */
describe.concurrent('F16 to F22: an agent whose cluster misbehaves', () => {
  for (const fault of faults)
    it(`gets over ${fault.name}`, async ({ expect }) => {
      const outcome = await runUnderFault(fault, fault.name)
      expect(outcome.hasActed).toBe(true)
      const { violations, counts } = outcome.judgement
      expect(violations.filter(({ kind }) => !fault.causes?.includes(kind))).toEqual([])
      expect(outcome.destructions).toEqual([])
      expect(outcome.unrest).toEqual([])
      expect(counts.endpoints).toBe(10)
    }, 240_000) // A minute until it has converged is its right, before the fault, after it and in the end.
})
