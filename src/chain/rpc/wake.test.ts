import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { createLog } from '#platform/log.ts'
import { Wake } from './wake.ts'

const log = createLog({ level: 'silent', format: 'json' })
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** A node that announces a block to a subscriber every 10 ms, and hangs up after so many. */
async function announcer(blocks: number): Promise<{ url: string; subscriptions: string[] }> {
  const subscriptions: string[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/rpc/websocket' })
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      subscriptions.push(String(data))
      socket.send('{"jsonrpc":"2.0","id":1,"result":{}}')
      let sent = 0
      const timer = setInterval(() => {
        if (++sent > blocks) socket.terminate()
        else socket.send('{"result":{"data":{"type":"tendermint/event/NewBlockHeader"}}}')
      }, 10)
      socket.on('close', () => clearInterval(timer))
    })
  })
  await new Promise((resolve) => server.on('listening', resolve))
  open.push(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/rpc`, subscriptions }
}

function wakeAt(urls: readonly string[], onBlock: () => void): Wake {
  // Pauses between attempts are drawn; none makes the test quick.
  const wake = new Wake({ urls, random: () => 0, log, onBlock })
  open.push(() => wake.close())
  return wake
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 5000
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(condition()).toBe(true)
}

describe('Wake', () => {
  it('tells of every announced block, but not of the subscription itself', async () => {
    const { url, subscriptions } = await announcer(3)
    let heard = 0
    const wake = wakeAt([url], () => {
      heard += 1
    })
    expect(wake.live).toBe(false)
    await until(() => heard === 3)
    expect(wake.live).toBe(true)
    expect(JSON.parse(subscriptions[0] ?? '')).toMatchObject({
      params: { query: "tm.event='NewBlockHeader'" },
    })
  })

  it('subscribes again after the node hung up', async () => {
    const { url, subscriptions } = await announcer(2)
    let heard = 0
    wakeAt([url], () => {
      heard += 1
    })
    await until(() => subscriptions.length >= 3)
    expect(heard).toBeGreaterThanOrEqual(4)
  })

  it('tries the next node where one does not answer', async () => {
    const { url, subscriptions } = await announcer(5)
    wakeAt(['http://127.0.0.1:1', url], () => undefined)
    await until(() => subscriptions.length > 0)
  })

  it('ends when it is told to', async () => {
    const { url, subscriptions } = await announcer(1000)
    const wake = wakeAt([url], () => undefined)
    await until(() => wake.live)
    wake.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect({ live: wake.live, subscriptions: subscriptions.length }).toEqual({
      live: false,
      subscriptions: 1,
    })
  })
})
