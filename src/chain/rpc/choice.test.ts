import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { choose, obstacle } from './choice.ts'
import { afterFailure, afterPruned, afterStatus, afterWork, type Health, unknownHealth } from './health.ts'

const NOW = 1_000_000
const well = (height: number, earliestHeight = 1, askedMs = NOW): Health =>
  afterStatus(
    unknownHealth,
    { chainId: 'c', earliestHeight, latest: { height, hash: '', time: new Date(0) } },
    askedMs,
  )
const failing = (code: 'NODE_UNAVAILABLE' | 'CHAIN_ID_MISMATCH', values = {}) =>
  afterFailure(well(10), new Failure(code, 'x', values), { nowMs: NOW, random: () => 0.5 })
const need = { what: 'blocks', from: 5, to: 10 }

describe('choose', () => {
  it('takes the first node that is able', () => {
    expect(choose([failing('NODE_UNAVAILABLE'), well(9), well(10), well(11)], need, NOW)).toEqual({
      kind: 'use',
      index: 2,
    })
  })

  it('asks nodes that it does not know, and those that seemed to lag some time ago', () => {
    expect(choose([unknownHealth], need, NOW)).toEqual({ kind: 'ask', indices: [0] })
    expect(choose([well(9, 1, NOW - 500), well(9)], need, NOW)).toEqual({ kind: 'ask', indices: [0] })
  })

  it('waits for the node that comes back first', () => {
    const [soon, late] = [failing('NODE_UNAVAILABLE'), failing('NODE_UNAVAILABLE', { retryAfterMs: 9000 })]
    expect(choose([late, soon], need, NOW)).toEqual({ kind: 'wait', ms: soon.cooldownUntilMs - NOW })
  })

  it.each([
    ['every node is of another chain', [failing('CHAIN_ID_MISMATCH')], 'CHAIN_ID_MISMATCH'],
    ['nobody has the height yet', [well(9), failing('NODE_UNAVAILABLE')], 'HEIGHT_NOT_YET'],
    ['nobody has the height any more', [well(10, 6)], 'HEIGHT_PRUNED'],
    [
      'some are pruned and the others of another chain',
      [well(10, 6), failing('CHAIN_ID_MISMATCH')],
      'HEIGHT_PRUNED',
    ],
  ])('refuses where %s', (_, nodes, code) => {
    expect(choose(nodes, need, NOW)).toMatchObject({ kind: 'refuse', failure: { code } })
  })

  it('waits rather than call a height pruned while a node that may have it is away', () => {
    expect(choose([well(10, 6), failing('NODE_UNAVAILABLE')], need, NOW).kind).toBe('wait')
  })
})

describe('the health of a node', () => {
  it('keeps what was found to be pruned, whatever the status says', () => {
    const blocks = afterPruned(well(10), 'blocks', { height: 7, nowMs: NOW })
    expect(obstacle(blocks, need, NOW)).toBe('pruned')
    expect(obstacle(blocks, { what: '', from: 8, to: 9 }, NOW)).toBeNull()
    const state = afterPruned(well(10), 'state', { height: 7, nowMs: NOW })
    expect(obstacle(state, { what: '', to: 7, state: true }, NOW)).toBe('pruned')
    expect(obstacle(state, { what: '', to: 8, state: true }, NOW)).toBeNull()
    expect(obstacle(state, { what: '', to: 7 }, NOW)).toBeNull()
  })

  it('asks a minute later again for what was pruned', () => {
    const pruned = afterPruned(well(10), 'blocks', { height: 7, nowMs: NOW })
    const asked = (nowMs: number) => afterStatus(pruned, well(10).status ?? expect.fail(), nowMs)
    expect(obstacle(asked(NOW + 59_000), need, NOW)).toBe('pruned')
    expect(obstacle(asked(NOW + 61_000), need, NOW)).toBeNull()
  })

  it('leaves it out longer the more often it fails in a row, and half a minute at most', () => {
    let health: Health = well(10)
    const pauses = Array.from({ length: 12 }, () => {
      health = afterFailure(health, new Failure('TIMED_OUT', 'x'), { nowMs: NOW, random: () => 0.999 })
      return health.cooldownUntilMs - NOW
    })
    expect(pauses[0]).toBeGreaterThan(250)
    expect(pauses[3]).toBeGreaterThan(3 * (pauses[0] ?? 0))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000)
    expect(afterWork(health)).toMatchObject({ errorsInRow: 0, errors: 12 })
  })

  it('distrusts a liar for a minute', () => {
    const liar = new Failure('NODE_ANSWER_INVALID', 'x', { lied: true })
    expect(afterFailure(well(10), liar, { nowMs: NOW, random: () => 0 }).cooldownUntilMs - NOW).toBe(60_000)
  })
})
