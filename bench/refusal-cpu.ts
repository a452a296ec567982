import { Agent } from 'node:http'
import type { Abuse } from '../test/abuse/abuse.ts'
import { fresh } from '../test/abuse/fresh.ts'
import { send } from '../test/abuse/send.ts'
import type { SpawnedGateway } from '../test/abuse/spawn-gateway.ts'

const TRIES = 10

/** CPU time that the gateway takes to refuse each of these, in ms: what else the machine does is not in it. */
export async function refusalCpu(gateway: SpawnedGateway, abuses: readonly Abuse[]): Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const told: string[] = []
  for (const { group, name, request } of abuses) {
    const before = await gateway.cpuMs()
    // The garbage of before is gone: asking is what collects it, after the time was taken.
    const idle = (await gateway.cpuMs()) - before
    const start = await gateway.cpuMs()
    for (let n = 0; n < TRIES; n++) await send(gateway.url, fresh(request, 1_000_000 + n), agent)
    const ms = Math.max(0, (await gateway.cpuMs()) - start - idle) / TRIES
    told.push(`${group}: ${name} (${ms.toFixed(1)} ms)`)
  }
  agent.destroy()
  return told.join('; ')
}
