import { describe, expect, it } from 'vitest'
import { Failure, isFailure } from '#domain/failure.ts'
import {
  type RecordedError,
  recordedErrors,
  recordedPrunedErrors,
  recordedTipRace,
} from '../test-recordings.ts'
import { checkAbciAnswer } from '../wire/abci-answer.ts'
import { isFields } from '../wire/fields.ts'
import { type RawAnswer, readAnswers, requestBody } from './json-rpc.ts'
import { isFinal } from './node-error.ts'

const raw = (body: unknown, status = 200): RawAnswer => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  retryAfterMs: null,
})

/** What a recorded answer means to us: a code, or none. */
function meaning({ answer, http_status }: RecordedError): { code: string | null; final: boolean } {
  try {
    const id = isFields(answer) && typeof answer.id === 'number' ? answer.id : -1
    const [outcome] = readAnswers(raw(answer, http_status), 1, id)
    if (outcome === undefined) return { code: null, final: false }
    if (!outcome.ok) throw outcome.failure
    if (isFields(outcome.result) && 'response' in outcome.result) checkAbciAnswer(outcome.result)
    return { code: null, final: false }
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, final: isFinal(error) }
    throw error
  }
}

const all = [...recordedErrors(), ...recordedPrunedErrors(), ...recordedTipRace()]
const named = (part: string) => all.filter(({ name }) => name.includes(part))

describe('errors that a real node gave', () => {
  it.each([
    ['block height too high', 'HEIGHT_NOT_YET', false],
    ['block_results height too high', 'HEIGHT_NOT_YET', false],
    ['block_results of the height /status just announced', 'HEIGHT_NOT_YET', false],
    ['abci_query at the height /status just announced', 'HEIGHT_NOT_YET', false],
    ['block pruned height 1', 'HEIGHT_PRUNED', false],
    ['block_results just below lowest', 'HEIGHT_PRUNED', false],
    ['abci_query pruned state', 'HEIGHT_PRUNED', false],
    ['abci_query Leases pruned state', 'HEIGHT_PRUNED', false],
    ['block height not a number', 'NODE_ANSWER_INVALID', true],
    ['unknown method', 'NODE_UNAVAILABLE', false],
    ['post unknown method', 'NODE_ANSWER_INVALID', true],
    ['post height as number', 'NODE_ANSWER_INVALID', true],
    ['post not json', 'NODE_ANSWER_INVALID', true],
    ['post batch of eleven', 'NODE_ANSWER_INVALID', true],
    ['abci unknown path', 'NODE_ANSWER_INVALID', true],
    ['abci old version path', 'NODE_ANSWER_INVALID', true],
    ['abci data malformed proto', 'NODE_ANSWER_INVALID', true],
    ['block lowest kept', null, false],
    ['abci_query latest', null, false],
  ])('%s: %s', (name, code, final) => {
    const found = all.filter((error) => error.name === name || error.name.startsWith(`${name} `))
    expect(found.length).toBeGreaterThan(0)
    for (const error of found) expect(meaning(error)).toEqual({ code, final })
  })

  it('are all understood', () => {
    for (const error of all) {
      const single = !Array.isArray(error.answer)
      if (single) expect(() => meaning(error)).not.toThrow()
    }
  })

  it('tell a pruned state from a record that does not exist', () => {
    const [pruned] = named('abci_query pruned state height 1')
    expect(JSON.stringify(pruned?.answer)).toContain('not found')
    const absent = { response: { code: 22, log: 'lease not found: key not found', value: null, height: '7' } }
    expect(checkAbciAnswer(absent)).toEqual({ value: null, height: 7 })
  })

  it('name the lowest height', () => {
    const [error] = named('block just below lowest')
    const [outcome] = readAnswers(raw(error?.answer, 500), 1, -1)
    expect(outcome?.ok === false && outcome.failure.values).toMatchObject({ lowestHeight: 121 })
  })
})

describe('readAnswers', () => {
  const ok = (id: unknown, result: unknown) => ({ jsonrpc: '2.0', id, result })

  it('puts the answers of a batch in the order of the calls', () => {
    const outcomes = readAnswers(raw([ok(8, 'b'), ok(7, 'a')]), 2, 7)
    expect(outcomes).toEqual([
      { ok: true, result: 'a' },
      { ok: true, result: 'b' },
    ])
  })

  it('keeps an error inside a batch to its call', () => {
    const [good, bad] = readAnswers(raw(named('post batch of two')[0]?.answer), 2, 1)
    expect(good?.ok).toBe(true)
    expect(bad?.ok).toBe(false)
  })

  it.each([
    ['a missing answer', [ok(7, 'a')]],
    ['the same answer twice', [ok(7, 'a'), ok(7, 'a')]],
    ['an answer to another call', [ok(7, 'a'), ok(9, 'b')]],
    ['null', [ok(7, 'a'), null]],
    ['another version', [ok(7, 'a'), { id: 8, result: 'b' }]],
    ['neither result nor error', [ok(7, 'a'), { jsonrpc: '2.0', id: 8 }]],
  ])('refuses a batch with %s', (_, body) => {
    expect(() => readAnswers(raw(body), 2, 7)).toThrowError(
      expect.objectContaining({ code: 'NODE_ANSWER_INVALID' }),
    )
  })

  it('notices that a node takes no batches', () => {
    const refused = named('post batch of eleven')[0]?.answer
    expect(() => readAnswers(raw(refused), 11, 0)).toThrowError(
      expect.objectContaining({ values: { batchRefused: true } }),
    )
  })

  it.each([
    [200, '<html>', 'NODE_ANSWER_INVALID'],
    [502, '<html>', 'NODE_UNAVAILABLE'],
    [200, '{"jsonrpc":"2.0",', 'NODE_ANSWER_INVALID'],
    [200, '', 'NODE_ANSWER_INVALID'],
    [429, '{"jsonrpc":"2.0","id":7,"result":1}', 'NODE_UNAVAILABLE'],
  ])('HTTP %i with %s is %s', (status, body, code) => {
    const read = () => readAnswers(raw(body, status), 1, 7)
    expect(read).toThrowError(expect.objectContaining({ code }))
  })

  it('keeps what a node asks us to wait', () => {
    try {
      readAnswers({ status: 429, body: '', retryAfterMs: 2000 }, 1, 1)
      expect.unreachable()
    } catch (error) {
      expect(isFailure(error, 'NODE_UNAVAILABLE') && error.values.retryAfterMs).toBe(2000)
    }
  })

  it('sends one call as an object and several as a list', () => {
    const call = { method: 'block', params: { height: '1' } }
    expect(JSON.parse(requestBody([call], 3))).toEqual({ jsonrpc: '2.0', id: 3, ...call })
    expect(JSON.parse(requestBody([call, call], 3))).toHaveLength(2)
  })
})
