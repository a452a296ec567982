import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KubeApi, openKubeApi } from '../contract/kube-api.ts'
import { agentToken, installAgent } from './agent/install-agent.ts'
import { probeRights } from './agent/probe-rights.ts'
import { type Cluster, openCluster } from './bed.ts'

/** The namespace of a lease, as the stock provider labels it. */
const LEASE = 'l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4'
const place = {
  namespaces: ['lease', 'metallb-system', 'ipgw-agent', 'akash-services', 'default', LEASE],
  names: { configmaps: ['akash-leased-ips'], leases: ['ipgw-agent'] },
}

/** What the server lets every account do, about itself. */
const everybody = [
  '*: create selfsubjectaccessreviews.authorization.k8s.io',
  '*: create selfsubjectreviews.authentication.k8s.io',
  '*: create selfsubjectrulesreviews.authorization.k8s.io',
]

const reads = [
  '*: list events',
  '*: list namespaces',
  '*: list services',
  '*: watch events',
  '*: watch namespaces',
  '*: watch services',
  'ipgw-agent: list leasedipoverrides.ipgw.akash.network',
  'ipgw-agent: watch leasedipoverrides.ipgw.akash.network',
  'lease: list providerleasedips.akash.network',
  'lease: watch providerleasedips.akash.network',
  'metallb-system: list configurationstates.metallb.io',
  'metallb-system: list ipaddresspools.metallb.io',
  'metallb-system: watch configurationstates.metallb.io',
  'metallb-system: watch ipaddresspools.metallb.io',
  ...place.namespaces.flatMap((namespace) =>
    ['events', 'services'].flatMap((resource) =>
      ['list', 'watch'].map((verb) => `${namespace}: ${verb} ${resource}`),
    ),
  ),
]

const writes = [
  'ipgw-agent: create events',
  'ipgw-agent: patch events',
  'lease: create events',
  'lease: patch events',
  'ipgw-agent: create leases.coordination.k8s.io',
  'ipgw-agent: get leases.coordination.k8s.io ipgw-agent',
  'ipgw-agent: patch leases.coordination.k8s.io ipgw-agent',
  'ipgw-agent: patch leasedipoverrides/status.ipgw.akash.network',
  ...place.namespaces.flatMap((namespace) => [
    `${namespace}: create services`,
    `${namespace}: patch services`,
    `${namespace}: delete services`,
    `${namespace}: get configmaps akash-leased-ips`,
    `${namespace}: patch configmaps akash-leased-ips`,
  ]),
]

describe.each([
  { mode: 'drive', folder: 'agent-example', rights: [...everybody, ...reads, ...writes] },
  { mode: 'observe', folder: 'agent', rights: [...everybody, ...reads] },
] as const)("the agent's account in mode $mode", ({ folder, rights }) => {
  let cluster: Cluster
  let admin: KubeApi
  let agent: KubeApi
  beforeAll(async () => {
    cluster = await openCluster({ metallb: '0.16.1' })
    admin = openKubeApi(cluster.config)
    await installAgent(cluster, folder)
    agent = openKubeApi({ ...cluster.config, token: await agentToken(admin) })
    await admin.want('POST', '/api/v1/namespaces', { metadata: { name: LEASE } })
  })
  afterAll(async () => {
    await agent?.close()
    await admin?.close()
    await cluster?.stop()
  })

  it('may do what is in the list, and of everything else that the server can do, nothing', async () => {
    expect(await probeRights(agent, admin, place)).toEqual([...rights].sort())
  })

  it('has no right to anything beside the resources', async () => {
    for (const path of ['/metrics', '/logs', '/debug/pprof'])
      expect((await agent.ask('GET', path)).status, path).toBe(403)
  })
})
