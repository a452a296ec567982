import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { startAgent } from '#agent/agent.ts'
import { keepFeed } from '#agent/feed-writer.ts'
import { aroundWrites } from '#agent/kube/around-writes.ts'
import { findAccess } from '#agent/kube/find-access.ts'
import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import { leases } from '#agent/kube/resource.ts'
import { type MetricsReader, openMetricsReader } from '#agent/metallb/read-metrics.ts'
import type { AgentPolicy } from '#agent/model/policy.ts'
import type { ChainOracle } from '#agent/oracle/chain-oracle.ts'
import { type AgentMetrics, createAgentMetrics } from '#agent/rest/agent-metrics.ts'
import { type AgentServer, startAgentServer } from '#agent/rest/agent-server.ts'
import { createObservationFeed } from '#agent/rest/observation-feed.ts'
import { Failure, isFailure } from '#domain/failure.ts'
import { parseAddress } from '#domain/ids.ts'
import type { Metrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import type { CommandContext } from '../command.ts'
import { packageVersion } from '../package-root.ts'
import { createChainOracle } from './chain-oracle.ts'
import { withCrashPoints } from './kube-crash-points.ts'
import { nodesOf, openSource } from './source.ts'

/** Writes under way end first. */
const STOP_LIMIT_MS = 20_000

/** What no operator should have to think about. */
const FIXED = {
  // A lease that ends right after it was called active keeps its address for so long at most.
  chainWordMs: 20_000,
  massVanishShare: 0.2,
  // MetalLB may take so long to see a Service after trouble with the API.
  refusedAfterMs: 90_000,
}

/** A client for the cluster of the settings that is closed at the end. Throws BAD_SETTING where there is none. */
export async function openCluster({ settings, env, clock, scope }: CommandContext): Promise<KubeClient> {
  const { kubeconfig } = settings.agent
  const access = await findAccess({
    env: { ...env, ...(kubeconfig === null ? {} : { KUBECONFIG: kubeconfig }) },
    readText: (path) => readFile(path, 'utf8'),
    clock,
  })
  const client = createKubeClient(access)
  scope.defer('the client of the cluster', () => client.close())
  return client
}

/** The agent of the settings, and its HTTP server; stopped at the end. Throws BAD_SETTING. */
export async function openAgent(context: CommandContext, metrics: Metrics): Promise<AgentServer> {
  const { settings, scope, clock, log } = context
  const policy = policyOf(context)
  const agentMetrics = createAgentMetrics(metrics)
  const counted = countingWrites(await openCluster(context), agentMetrics)
  const client = withCrashPoints(counted, settings.crashAt)
  const feed = createObservationFeed({ ...policy, mode: settings.agent.mode, epoch: randomId() }, clock)
  const agent = startAgent({
    mode: settings.agent.mode,
    policy,
    manifestNamespace: settings.agent.manifestNamespace,
    client,
    identity: `${hostname()}_${randomId().slice(0, 12)}`,
    oracle: openOracle(context),
    metallbMetrics: await openMetallbMetrics(context),
    metrics,
    clock,
    random: Math.random,
    makeId: randomId,
    log: log.child({ room: 'agent' }),
  })
  scope.defer('the agent', () => agent.stop(), STOP_LIMIT_MS)
  scope.defer('the feed', keepFeed(agent, feed, clock))
  const server = await startAgentServer({
    listen: settings.agent.listen,
    feed,
    state: () => agent.state(),
    metrics,
    agentMetrics,
    version: packageVersion(),
    clock,
    log: log.child({ room: 'agent' }),
  })
  scope.defer('the HTTP server', () => server.close())
  return server
}

/** Keeping the lead is not counted: what is counted shows that nothing is written while nothing changes. */
const countingWrites = (client: KubeClient, metrics: AgentMetrics): KubeClient =>
  aroundWrites(client, ({ verb, resource }, send) => {
    if (resource.plural !== leases.plural) metrics.countWrite(verb)
    return send()
  })

/** Throws BAD_SETTING. */
export function policyOf({ settings }: Pick<CommandContext, 'settings'>): AgentPolicy {
  const { agent } = settings
  return {
    ...FIXED,
    provider: checkedProvider(agent.provider),
    agentNamespace: agent.agentNamespace,
    metallbNamespace: agent.metallbNamespace,
    holdAfterCloseMs: agent.holdAfterCloseMs,
    quarantineMs: agent.quarantineMs,
    maxHoldsPerOwner: agent.maxHoldsPerOwner,
    vanishGraceMs: agent.vanishGraceMs,
  }
}

function checkedProvider(provider: string | null): string {
  if (provider === null)
    throw new Failure(
      'BAD_SETTING',
      'PROVIDER is not set: the agent must know which provider this is; set it to its account, akash1…',
    )
  try {
    return parseAddress(provider)
  } catch (error) {
    if (!isFailure(error, 'BAD_USER_INPUT')) throw error
    throw new Failure('BAD_SETTING', `PROVIDER=${provider}: ${error.message}`, {}, { cause: error })
  }
}

/** Without a chain the agent leases, and releases nothing. */
function openOracle(context: CommandContext): ChainOracle | null {
  const { log, clock } = context
  try {
    return createChainOracle(openSource(context, nodesOf(context)), clock)
  } catch (error) {
    if (!isFailure(error, 'NODE_UNAVAILABLE')) throw error
    log.warn(`no chain is known, so no address is ever released: ${error.message}`)
    return null
  }
}

async function openMetallbMetrics({ settings }: CommandContext): Promise<MetricsReader | null> {
  const { metallbMetrics } = settings.agent
  if (metallbMetrics === null) return null
  const { url, tokenFile, caFile } = metallbMetrics
  return openMetricsReader({
    url,
    token: tokenFile === null ? null : async () => (await readFile(tokenFile, 'utf8')).trim(),
    ca: caFile === null ? null : await readSettingFile('METALLB_METRICS_CA_FILE', caFile),
  })
}

async function readSettingFile(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new Failure('BAD_SETTING', `${name}=${path}: the file cannot be read`, { path }, { cause })
  }
}
