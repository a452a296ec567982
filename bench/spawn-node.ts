import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SimulationOptions } from '#devnet/simulated.ts'

export interface NodeOptions {
  readonly simulation: SimulationOptions
  /** Whether it makes a block whenever one is due. */
  readonly ticks?: boolean
  /** Added to every answer, milliseconds. */
  readonly latencyMs?: number
}

export interface BenchNode {
  readonly url: string
  readonly chainId: string
  readonly firstHeight: number
  /** Makes blocks as fast as it can; answers the tip. */
  produce(count: number): Promise<number>
  /** Hears of each block: its height and when it was made, unix milliseconds. */
  onBlock(listener: (block: { height: number; atMs: number }) => void): void
  close(): Promise<void>
}

/** Starts a dev node in another process. */
export async function spawnNode({
  simulation,
  ticks = false,
  latencyMs = 0,
}: NodeOptions): Promise<BenchNode> {
  const entry = fileURLToPath(new URL('./node.js', import.meta.url))
  const child = fork(entry, [JSON.stringify({ simulation, ticks, latencyMs })], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const { url, chainId, firstHeight } = (await hear(child, 'url')) as {
    url: string
    chainId: string
    firstHeight: number
  }
  return {
    url,
    chainId,
    firstHeight,
    produce: async (count) => {
      child.send({ produce: count })
      return Number((await hear(child, 'produced')).produced)
    },
    onBlock: (listener) => {
      child.on('message', (message: Record<string, unknown>) => {
        if ('height' in message) listener({ height: Number(message.height), atMs: Number(message.atMs) })
      })
    },
    close: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

function hear(child: ChildProcess, key: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Record<string, unknown>) => {
      if (!(key in message)) return
      child.off('message', onMessage)
      resolve(message)
    }
    child.on('message', onMessage)
    child.once('exit', (code) => reject(new TypeError(`the node ended with ${code}`)))
  })
}
