import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { listen } from './listen.ts'

describe('listen', () => {
  it('serves on a free port, lets a running answer end, and then is gone', async () => {
    let finish: () => void = () => undefined
    const running = new Promise<void>((resolve) => {
      finish = resolve
    })
    const app = new Hono()
    app.get('/', (c) => c.text('here'))
    app.get('/slow', async (c) => {
      await running
      return c.text('done')
    })
    const listener = await listen({ app }, { host: '127.0.0.1', port: 0 })
    expect(await (await fetch(listener.url)).text()).toBe('here')
    const slow = fetch(`${listener.url}/slow`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const startedMs = performance.now()
    const closed = listener.close()
    expect(listener.close()).toBe(closed)
    await expect(fetch(listener.url)).rejects.toThrow()
    finish()
    const answer = await slow
    expect([await answer.text(), answer.headers.get('connection')]).toEqual(['done', 'close'])
    await closed
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })

  it('says which address it cannot have', async () => {
    const app = new Hono()
    const first = await listen({ app }, { host: '127.0.0.1', port: 0 })
    await expect(listen({ app }, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
      code: 'BAD_SETTING',
      message: expect.stringContaining(`cannot listen on 127.0.0.1:${first.port}`),
    })
    await first.close()
  })
})
