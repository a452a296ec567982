import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { type Journal, observationSince, recordObservation } from './journal.ts'
import { parseCursor } from './observation-cursor.ts'
import { observationText } from './observation-text.ts'
import { readAnswer } from './read-answer.ts'
import { observations, start } from './test-observations.ts'

const at = new Date('2026-01-31T12:00:00.123Z')
const answersOf = (journal: Journal) =>
  [null, { epoch: 'run-1', sequence: 1 }].map((cursor) => observationSince(journal, cursor))

describe('an answer in JSON', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(observations, observations, (a, b) => {
        const journal = recordObservation(recordObservation(start(), a, at), b, at)
        for (const answer of answersOf(journal))
          expect(readAnswer(JSON.parse(observationText(answer)))).toEqual(answer)
      }),
      { numRuns: 200 },
    )
  })

  it('has numbers that may be large as text, and times in UTC', () => {
    const pool = {
      name: 'v6',
      total: 2n ** 64n,
      inUse: 1n,
      held: 0n,
      quarantined: 0n,
      cordoned: 0n,
      available: 2n ** 64n - 1n,
      leaked: null,
      addresses: ['2001:db8::/64'],
      cordonedAddresses: [],
      autoAssign: true,
      restricted: false,
    }
    const journal = recordObservation(start(), { holdings: [], pools: [pool], alarms: [] }, at)
    expect(JSON.parse(observationText(observationSince(journal, null)))).toMatchObject({
      kind: 'snapshot',
      seenAt: '2026-01-31T12:00:00.123Z',
      snapshot: { sequence: 1, pools: [{ total: '18446744073709551616', leaked: null }] },
    })
  })

  it('that breaks a rule is refused in words, never otherwise', () => {
    const spoil = (json: unknown, path: readonly string[], value: unknown): unknown => {
      const [name, ...rest] = path
      if (name === undefined) return value
      if (typeof json !== 'object' || json === null) return json
      const entries = Object.entries(json).map(([key, part]) => [
        key,
        key === name ? spoil(part, rest, value) : part,
      ])
      return Array.isArray(json) ? entries.map(([, part]) => part) : Object.fromEntries(entries)
    }
    const pathsOf = (json: unknown, path: readonly string[] = []): (readonly string[])[] =>
      typeof json === 'object' && json !== null
        ? Object.entries(json).flatMap(([key, part]) => [[...path, key], ...pathsOf(part, [...path, key])])
        : []
    fc.assert(
      fc.property(observations, observations, fc.anything(), fc.nat(), (a, b, value, pick) => {
        const journal = recordObservation(recordObservation(start(), a, at), b, at)
        for (const answer of answersOf(journal)) {
          const json: unknown = JSON.parse(observationText(answer))
          const paths = pathsOf(json)
          const path = paths[pick % paths.length] ?? []
          try {
            readAnswer(spoil(json, path, value))
          } catch (error) {
            expect(isFailure(error, 'BAD_USER_INPUT'), `${path.join('.')}: ${error}`).toBe(true)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['kind', { kind: 'news', seenAt: at }, /kind is "news": it must be one of snapshot, increments/],
    ['seenAt', { kind: 'snapshot', seenAt: 'noon' }, /seenAt is "noon": it must be a time/],
    ['a missing list', { kind: 'increments', seenAt: at }, /increments is absent: it must be a list/],
    [
      'an epoch',
      { kind: 'increments', seenAt: at, epoch: 'a b', sequence: 1, increments: [] },
      /epoch is "a b": it must be 1 to 64/,
    ],
    [
      'a sequence',
      { kind: 'increments', seenAt: at, epoch: 'a', sequence: 0, increments: [] },
      /sequence is 0: it must be a whole number from 1/,
    ],
  ])('names %s that is wrong', (_name, answer, words) => {
    expect(() => readAnswer(JSON.parse(JSON.stringify(answer)))).toThrow(words)
  })
})

describe('a cursor', () => {
  it('is an epoch and a number', () => {
    expect(parseCursor('run-1.17')).toEqual({ epoch: 'run-1', sequence: 17 })
    for (const text of ['', 'run-1', '17', 'run-1.', 'run-1.-1', 'run 1.1', 'run.1.1', `a.${'9'.repeat(16)}`])
      expect(() => parseCursor(text), text).toThrow(/it must be "<epoch>.<sequence>"/)
  })
})
