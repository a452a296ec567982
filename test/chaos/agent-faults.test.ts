import { beforeAll, describe, expect, it } from 'vitest'
import { type AgentFault, apiFaults, clusterFaults, mixture } from './agent-fault.ts'
import { type Outcome, runUnderFault } from './agent-run.ts'
import { rounds, roundsMs } from './rounds.ts'
import { sideBySide } from './side-by-side.ts'

/** Each has a cluster of its own, and mostly waits. */
const AT_ONCE = 14
const MIXTURES = 10

const mixtures = Array.from({ length: MIXTURES * rounds }, (_, n) => mixture(n + 1))
const faults: readonly AgentFault[] = [...apiFaults, ...clusterFaults, ...mixtures]
const titleOf = ({ name }: AgentFault) => `gets over ${name}`

describe('F16 to F22: an agent whose cluster misbehaves', () => {
  let outcomes: ReadonlyMap<AgentFault, Promise<Outcome>>
  beforeAll((_, { tasks }) => {
    const chosen = new Set(tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name))
    // Those that take longest begin first.
    const order = faults.filter((fault) => chosen.has(titleOf(fault))).reverse()
    outcomes = sideBySide(order, AT_ONCE, (fault) => runUnderFault(fault, fault.name))
  })

  for (const fault of faults)
    it(
      titleOf(fault),
      async () => {
        const outcome = await outcomes.get(fault)
        expect(outcome?.hasActed).toBe(true)
        const violations = outcome?.judgement.violations ?? []
        expect(violations.filter(({ kind }) => !fault.causes?.includes(kind))).toEqual([])
        expect(outcome?.destructions).toEqual([])
        expect(outcome?.unrest).toEqual([])
        expect(outcome?.judgement.counts.endpoints).toBe(10)
      },
      roundsMs(240_000),
    )
})
