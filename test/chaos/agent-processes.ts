import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leases } from '#devnet/cluster/api/kind.ts'
import type { KubeRequest } from '#devnet/cluster/http/kube-request.ts'
import { startLeaseChain } from '../scenario/lease-chain.ts'
import { openRun, type Run } from './agent-run.ts'
import { type AgentStory, agentStory } from './agent-story.ts'
import { type AgentWorld, openAgentWorld, openSide } from './agent-world.ts'
import { type IndexerProcess, killAll, startIndexer } from './indexer-process.ts'
import { buildProgram } from './program.ts'

/** `ipgw agent` as processes beside a cluster and a chain. */
export interface AgentProcesses {
  readonly story: AgentStory
  readonly cluster: AgentWorld['cluster']
  readonly run: Run
  /** Each process has an API server of its own, so that one sees who asks for what. */
  start(
    env?: Readonly<Record<string, string>>,
    onRequest?: (request: KubeRequest) => void,
  ): Promise<IndexerProcess>
  /** Takes the Lease from a process that is dead, as time would. */
  endLease(): void
  close(): Promise<void>
}

const HOLD_S = 3
const QUARANTINE_S = 3
/** A process keeps the chain's word for a minute; a new one asks anew. */
const RUN = { slackMs: 15_000, patienceMs: 150_000 }

export async function openAgentProcesses(seed: string): Promise<AgentProcesses> {
  const story = agentStory(seed)
  const { provider, addresses } = story
  const program = await buildProgram()
  const chain = await startLeaseChain(seed)
  const world = await openAgentWorld({ seed, provider, addresses: addresses + 4 })
  const policy = { holdAfterCloseMs: HOLD_S * 1_000, quarantineMs: QUARANTINE_S * 1_000 }
  const run = await openRun({ others: world.others, chain, policy }, RUN)
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-agents-'))
  const sides: Awaited<ReturnType<typeof openSide>>[] = []
  const env = {
    PROVIDER: provider,
    NETWORK: 'custom',
    CHAIN_ID: chain.chainId,
    CHAIN_RPC_URLS: chain.url,
    HOLD_AFTER_CLOSE: `${HOLD_S}s`,
    QUARANTINE: `${QUARANTINE_S}s`,
    AGENT_LISTEN: '127.0.0.1:0',
    LOG_LEVEL: 'info',
  }
  return {
    story,
    cluster: world.cluster,
    run,
    async start(more = {}, onRequest) {
      const side = await openSide(world.cluster, onRequest)
      sides.push(side)
      const kubeconfig = join(directory, `kubeconfig-${sides.length}`)
      writeFileSync(kubeconfig, kubeconfigOf(side.config))
      const settings = { ...env, KUBECONFIG: kubeconfig, ...more }
      return startIndexer({ program: program.path, command: 'agent', args: [], env: settings, directory })
    },
    endLease() {
      const target = { kind: leases, namespace: 'ipgw-agent', name: 'ipgw-agent' }
      if (world.cluster.api.store.get(leases, 'ipgw-agent/ipgw-agent') !== null)
        world.cluster.api.patch(target, { spec: { holderIdentity: '' } }, 'time')
    },
    async close() {
      killAll()
      await run.close()
      await Promise.all(sides.map(({ server }) => server.close()))
      await world.close()
      await chain.close()
      program.remove()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const kubeconfigOf = ({ server, token }: { readonly server: string; readonly token: string }) =>
  JSON.stringify({
    'current-context': 'dev',
    contexts: [{ name: 'dev', context: { cluster: 'dev', user: 'agent' } }],
    clusters: [{ name: 'dev', cluster: { server } }],
    users: [{ name: 'agent', user: { token } }],
  })
