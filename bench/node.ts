import { startDevnet } from '#devnet/devnet.ts'
import { Failure } from '#domain/failure.ts'

/**
 * A dev node in a process of its own, as a real one would be: started by bench/spawn-node.ts, which tells it what
 * to be, to produce blocks, and hears of every block.
 */
const { simulation, ticks, latencyMs } = JSON.parse(process.argv[2] ?? '{}')
const devnet = await startDevnet({ simulation, ticks, now: Date.now })
if (latencyMs > 0) devnet.faults.set({ latency: { ms: latencyMs } })
devnet.node.onBlock((height) => process.send?.({ height, atMs: Date.now() }))
process.on('message', (message) => {
  if (typeof message !== 'object' || message === null || !('produce' in message))
    throw new Failure('BAD_USER_INPUT', 'the node understands { produce } only')
  process.send?.({ produced: devnet.node.produce(Number(message.produce)) })
})
process.on('disconnect', () => process.exit(0))
process.send?.({
  url: devnet.url,
  chainId: devnet.chainId,
  firstHeight: devnet.node.firstHeight,
  tip: devnet.node.tip(),
})
