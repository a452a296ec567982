import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog } from '#platform/log.ts'
import { createSlowLog, type SentStatement } from './slow-log.ts'

const request = {
  ms: 600,
  operation: 'Leases',
  sha256: 'ab',
  cost: 12,
  rows: 10,
  bytes: 900,
  path: 'fast',
} as const
const select = (name: string): SentStatement => ({ text: `select ${name}`, parameterCount: 2 })

function open(explain: (statement: SentStatement) => Promise<string>, slowMs = 500) {
  const clock = { ms: 0, monotonicMs: () => clock.ms }
  const lines: Record<string, unknown>[] = []
  const sink = { write: (line: string) => lines.push(JSON.parse(line)) }
  const log = createLog({ level: 'info', format: 'json', sink }).child({ trace_id: 't1' })
  const slowLog = createSlowLog({ slowMs, clock, explain })
  const note = (statement: SentStatement | null, ms = 600) => slowLog.note({ ...request, ms, statement }, log)
  return { clock, lines, note }
}

const planFor = async ({ text }: SentStatement) => `plan of ${text}`

describe('the slow-query log', () => {
  it('has a line for each slow request, with all that is known of it', async () => {
    const { lines, note } = open(planFor)
    await note(select('a'), 499)
    expect(lines).toEqual([])
    await note(select('a'), 500)
    const { time, ...line } = lines[0] ?? {}
    expect(line).toEqual({
      ...request,
      level: 'warn',
      ms: 500,
      trace_id: 't1',
      sql: 'select a',
      plan: 'plan of select a',
      msg: 'a slow request',
    })
  })

  it('plans a statement once an hour', async () => {
    const { clock, lines, note } = open(planFor)
    const isPlanned = async (statement: SentStatement | null) => {
      await note(statement)
      return lines.at(-1)?.plan !== undefined
    }
    expect(await isPlanned(select('a'))).toBe(true)
    expect(await isPlanned(select('a'))).toBe(false)
    expect(await isPlanned(select('b'))).toBe(true)
    expect(await isPlanned(null)).toBe(false)
    clock.ms += 3_599_999
    expect(await isPlanned(select('a'))).toBe(false)
    clock.ms += 1
    expect(await isPlanned(select('a'))).toBe(true)
  })

  it('plans one at a time; the others are logged at once', async () => {
    let finish: (plan: string) => void = () => undefined
    const { lines, note } = open(() => new Promise((resolve) => (finish = resolve)))
    const first = note(select('a'))
    await note(select('b'))
    expect(lines.map(({ sql, plan }) => [sql, plan])).toEqual([['select b', undefined]])
    finish('late')
    await first
    expect(lines[1]).toMatchObject({ sql: 'select a', plan: 'late' })
  })

  it('says that there is no plan, and goes on', async () => {
    const { lines, note } = open(() => Promise.reject(new Failure('TIMED_OUT', 'too long')))
    await note(select('a'))
    expect(lines[0]).toMatchObject({ sql: 'select a', planFailure: { code: 'TIMED_OUT' } })
    await note(select('b'))
    expect(lines[1]).toMatchObject({ sql: 'select b', planFailure: { code: 'TIMED_OUT' } })
  })

  it('does not drown in what is slow, and says how much it left out', async () => {
    const { clock, lines, note } = open(planFor)
    for (let n = 0; n < 1000; n++) await note(select(`n${n}`))
    expect(lines).toHaveLength(20)
    clock.ms += 200
    await note(select('later'))
    expect(lines.at(-1)).toMatchObject({ suppressed: 980 })
    clock.ms += 200
    await note(select('later'))
    expect(lines.at(-1)).not.toHaveProperty('suppressed')
  })

  it('is silent with 0', async () => {
    const { lines, note } = open(planFor, 0)
    await note(select('a'), 100_000)
    expect(lines).toEqual([])
  })
})
