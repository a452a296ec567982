import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { randomId } from '#platform/random-id.ts'
import { type RequestTrace, tracing } from './request-trace.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

function open() {
  const lines: Record<string, unknown>[] = []
  const sink = { write: (line: string) => lines.push(JSON.parse(line)) }
  const log = createLog({ level: 'info', format: 'json', sink })
  const app = new Hono<{ Variables: { trace: RequestTrace } }>()
  app.use(tracing({ log, makeId: randomId }))
  app.get('/', (c) => {
    c.var.trace.log.info('one')
    c.var.trace.log.info('two')
    return c.text(c.var.trace.traceId)
  })
  const ask = (traceparent?: string) =>
    app.request('/', { headers: traceparent === undefined ? {} : { traceparent } })
  return { ask, lines }
}

it("takes over the caller's trace, in the log and in the answer", async () => {
  const { ask, lines } = open()
  const answer = await ask(`00-${traceId}-00f067aa0ba902b7-01`)
  expect(await answer.text()).toBe(traceId)
  expect(answer.headers.get('traceresponse')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
  expect(lines.map(({ trace_id, msg }) => [trace_id, msg])).toEqual([
    [traceId, 'one'],
    [traceId, 'two'],
  ])
})

it.each([undefined, 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
  'begins one where the caller has none: %s',
  async (traceparent) => {
    const { ask, lines } = open()
    const answer = await ask(traceparent)
    const own = await answer.text()
    expect(own).toMatch(/^[0-9a-f]{32}$/)
    expect(answer.headers.get('traceresponse')).toBeNull()
    expect(new Set(lines.map(({ trace_id }) => trace_id))).toEqual(new Set([own]))
    expect(await (await ask(traceparent)).text()).not.toBe(own)
  },
)
