import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '#agent/kube/kube-client.ts'
import { verdictOf } from '#agent/kube/kube-verdict.ts'
import { leases } from '#agent/kube/resource.ts'
import { freePort } from '#platform/free-port.ts'
import type { Cluster } from '../test/cluster/bed.ts'
import type { LeaseChain } from '../test/scenario/lease-chain.ts'
import { AGENT_NAMESPACE, PROVIDER } from './agent-endpoint.ts'

/** `ipgw agent` in a process of its own, as it was built by `npm run bench`. */
export interface AgentProcess {
  readonly url: string
  readonly pid: number
  /** Resident memory, MB. */
  residentMb(): number
  /** CPU time of all its threads since it was started, seconds. */
  cpuSeconds(): number
  /** Resolves when its identity is in the Lease. Throws when that takes longer than 60 s. */
  untilLeads(): Promise<void>
  /** What is measured besides it has the machine for itself. Shorter than its Lease lasts. */
  pause(): void
  resume(): void
  /** SIGTERM, so that a profile that Node was asked for is written. */
  stop(): Promise<void>
}

export interface AgentParts {
  readonly cluster: Cluster
  readonly client: KubeClient
  readonly chain: LeaseChain
}

export async function startAgentProcess({ cluster, client, chain }: AgentParts): Promise<AgentProcess> {
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    LOG_FORMAT: 'json',
    LOG_LEVEL: process.env.AGENT_LOG_LEVEL ?? 'error',
    KUBECONFIG: cluster.kubeconfig,
    NETWORK: 'custom',
    CHAIN_ID: chain.chainId,
    CHAIN_RPC_URLS: chain.url,
    PROVIDER,
    AGENT_LISTEN: `127.0.0.1:${port}`,
    // An address that is let go is free at once: rounds follow on each other.
    HOLD_AFTER_CLOSE: '0',
    QUARANTINE: '0',
  }
  const flags = process.env.AGENT_NODE_FLAGS?.split(' ').filter((flag) => flag !== '') ?? []
  const child = spawn(process.execPath, [...flags, 'bin/ipgw.js', 'agent'], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const { pid = 0 } = child
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    residentMb: () => residentMb(pid),
    cpuSeconds: () => cpuSeconds(pid),
    untilLeads: () => untilLeads(client, () => child.exitCode !== null),
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await gone
    },
  }
}

export const AGENT_LEASE = { namespace: AGENT_NAMESPACE, name: 'ipgw-agent' } as const

async function untilLeads(client: KubeClient, hasEnded: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6000 && !hasEnded(); tries++) {
    const lease = await client.get(leases, AGENT_LEASE).catch((error: unknown) => {
      if (verdictOf(error) === 'missing') return null
      throw error
    })
    if (lease?.spec?.holderIdentity) return
    await sleep(10)
  }
  throw new TypeError('the agent does not lead after 60 s, or has ended')
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

/** Linux counts in hundredths of a second. */
const TICKS = 100

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name before these fields may have blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
