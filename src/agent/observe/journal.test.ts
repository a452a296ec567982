import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalObservation } from './canonical-observation.ts'
import { foldIncrement } from './fold-increment.ts'
import { type Journal, observationSince, recordObservation } from './journal.ts'
import { alarmKey, holdingKey, type Observation, poolKey, type Snapshot } from './observation.ts'
import { observationChanges } from './observation-changes.ts'
import { nothing, observations, start } from './test-observations.ts'

const NOON = Date.UTC(2026, 0, 31, 12)
const minute = (count: number) => new Date(NOON + count * 60_000)
const recorded = (seen: readonly Observation[], journal: Journal = start()) =>
  seen.reduce((before, one, index) => recordObservation(before, one, minute(index)), journal)
const cursor = (sequence: number, epoch = 'run-1') => ({ epoch, sequence })
const alarm = (message: string) => ({ kind: 'CHAIN_SILENT', subject: 'chain', message }) as const

describe('the changes between two observations', () => {
  const snapshotOf = (observation: Observation, sequence = 1): Snapshot => ({
    epoch: 'run-1',
    sequence,
    at: minute(sequence),
    provider: start().provider,
    mode: 'drive',
    ...canonicalObservation(observation),
  })

  it('lead from any to any other, exactly', () => {
    fc.assert(
      fc.property(observations, observations, (a, b) => {
        const [before, after] = [snapshotOf(a), snapshotOf(b, 2)]
        const changes = observationChanges(before, after)
        const { epoch, sequence, at } = after
        expect(foldIncrement(before, { epoch, sequence, at, changes })).toEqual(after)
      }),
      { numRuns: 300 },
    )
  })

  it('are none where nothing changed, even if it was read anew', () => {
    fc.assert(
      fc.property(observations, (observation) => {
        const once = canonicalObservation(observation)
        expect(observationChanges(once, structuredClone(once))).toEqual([])
      }),
    )
  })

  it('name each thing once', () => {
    fc.assert(
      fc.property(observations, observations, (a, b) => {
        const changes = observationChanges(canonicalObservation(a), canonicalObservation(b))
        const keys = changes.map((change) => {
          if (change.kind === 'holding') return `h ${holdingKey(change.holding)}`
          if (change.kind === 'holding-gone') return `h ${holdingKey(change)}`
          if (change.kind === 'pool') return `p ${poolKey(change.pool)}`
          if (change.kind === 'pool-gone') return `p ${poolKey(change)}`
          return `a ${alarmKey(change.alarm)}`
        })
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })

  it('are refused by a snapshot that they do not follow', () => {
    const snapshot = snapshotOf(nothing, 4)
    const increment = { epoch: 'run-1', sequence: 5, at: minute(5), changes: [] }
    expect(foldIncrement(snapshot, increment).sequence).toBe(5)
    for (const other of [{ sequence: 4 }, { sequence: 6 }, { epoch: 'run-2' }])
      expect(() => foldIncrement(snapshot, { ...increment, ...other })).toThrow(/does not follow/)
  })
})

describe('the journal', () => {
  it('knows nothing before the first look', () => {
    expect(observationSince(start(), null)).toBeNull()
    expect(observationSince(start(), cursor(1))).toBeNull()
  })

  it('begins with 1 and counts what differs', () => {
    const first = recorded([nothing])
    expect(first.snapshot?.sequence).toBe(1)
    const second = recordObservation(first, { ...nothing, alarms: [alarm('a')] }, minute(1))
    expect(second.snapshot).toMatchObject({ sequence: 2, at: minute(1), alarms: [alarm('a')] })
    expect(second.increments).toEqual([
      { epoch: 'run-1', sequence: 2, at: minute(1), changes: [{ kind: 'alarm', alarm: alarm('a') }] },
    ])
  })

  it('makes no increment of a look that changes nothing, but says when it was', () => {
    const journal = recorded([nothing, nothing, nothing])
    expect(journal.snapshot).toMatchObject({ sequence: 1, at: minute(0) })
    expect(observationSince(journal, cursor(1))).toEqual({
      kind: 'increments',
      seenAt: minute(2),
      epoch: 'run-1',
      sequence: 1,
      increments: [],
    })
  })

  it('tells whoever is behind exactly what is missing, or all of it (any history)', () => {
    fc.assert(
      fc.property(
        fc.array(observations, { minLength: 1, maxLength: 8 }),
        fc.nat(12),
        fc.integer({ min: 1, max: 30 }),
        (history, position, maxChanges) => {
          let journal = start(maxChanges)
          const snapshots: Snapshot[] = []
          for (const [index, seen] of history.entries()) {
            journal = recordObservation(journal, seen, minute(index))
            if (journal.snapshot !== null) snapshots[journal.snapshot.sequence] = journal.snapshot
          }
          const known = snapshots[position]
          const answer = observationSince(journal, cursor(position))
          if (answer?.kind === 'increments')
            expect(known && answer.increments.reduce(foldIncrement, known)).toEqual(journal.snapshot)
          else expect(answer?.snapshot).toEqual(journal.snapshot)
          const kept = journal.increments.flatMap(({ changes }) => changes)
          expect(kept.length).toBeLessThanOrEqual(maxChanges)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps the newest increments, and answers older cursors with a snapshot', () => {
    const history = ['a', 'b', 'c', 'd'].map((word) => ({ ...nothing, alarms: [alarm(word)] }))
    const journal = recorded([nothing, ...history], start(2))
    expect(journal.increments.map(({ sequence }) => sequence)).toEqual([4, 5])
    const kinds = [2, 3, 4, 5, 6].map((after) => observationSince(journal, cursor(after))?.kind)
    expect(kinds).toEqual(['snapshot', 'increments', 'increments', 'increments', 'snapshot'])
  })

  it('gives a snapshot to whoever comes from another epoch', () => {
    const journal = recorded([nothing])
    expect(observationSince(journal, cursor(1, 'run-0'))?.kind).toBe('snapshot')
    expect(observationSince(journal, null)?.kind).toBe('snapshot')
  })
})
