import { createGateway } from '#gateway/create-gateway.ts'
import { listen } from '#gateway/listen.ts'
import { plainOptions } from '#gateway/test-gateway.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import { openDatabase } from '#store/connection.ts'

/**
 * A gateway alone in its process, on the database of the first argument, for the chain of the second. Says its
 * address, and after every message how much CPU it has used and how much memory is in use once the garbage is gone:
 * run it with --expose-gc.
 */
const [, , url = '', chainId = ''] = process.argv
const sql = openDatabase({ url, max: 6, applicationName: 'ipgw abuse' })
const gateway = await createGateway({
  sql,
  chainId,
  version: '0.0.0',
  clock: systemClock,
  makeId: randomId,
  log: createLog({ level: 'silent', format: 'json' }),
  metrics: createMetrics({ processMetrics: false }),
  ...plainOptions,
})
const listener = await listen(gateway, { host: '127.0.0.1', port: 0 })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ usedMb: (heapUsed + external) / 1024 / 1024, cpuMs: (user + system) / 1000 })
})
process.on('disconnect', () => process.exit(0))
process.send?.({ url: listener.url })
