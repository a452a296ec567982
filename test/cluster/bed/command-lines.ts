import { join } from 'node:path'
import type { Place } from './place.ts'
import type { ProgramStart } from './program.ts'
import type { Programs } from './programs.ts'
import type { MetallbVersion } from './versions.ts'

export type ProgramName = 'etcd' | 'apiserver' | 'controller-manager' | 'metallb'

/** What a cluster runs besides etcd and kube-apiserver. */
export interface Parts {
  readonly metallb: MetallbVersion | 'none'
  readonly controllerManager: boolean
}

type CommandLine = Pick<ProgramStart, 'argv' | 'env'>

export interface Given {
  readonly programs: Programs
  readonly parts: Parts
  readonly place: Place
}

/** How to start each of them. */
export function commandLine(name: ProgramName, { programs, parts, place }: Given): CommandLine {
  const kubernetes = (...args: string[]): CommandLine => ({
    argv: [programs.keeper, 'run', programs.kubernetes, ...args],
  })
  if (name === 'etcd') return kubernetes('etcd', ...etcdFlags(place))
  if (name === 'apiserver') return kubernetes('kube-apiserver', ...apiserverFlags(place))
  if (name === 'controller-manager') return kubernetes('kube-controller-manager', ...managerFlags(place))
  if (parts.metallb === 'none') throw new TypeError('this cluster has no MetalLB')
  return metallb(parts.metallb, programs, place)
}

/** Without fsync: a killed process loses nothing by that, and the machine's crash is not what is tested. */
function etcdFlags({ directory, ports }: Place): string[] {
  const [client, peer] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.etcdPeer}`]
  return [
    `--data-dir=${join(directory, 'etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--log-level=warn',
  ]
}

function apiserverFlags({ directory, ports }: Place): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.apiserver}`,
    // It refuses a loopback address here and finds no other without a default route; nobody calls this one.
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    `--cert-dir=${join(directory, 'certificates')}`,
    `--token-auth-file=${join(directory, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(directory, 'service-account.pub')}`,
    `--service-account-signing-key-file=${join(directory, 'service-account.key')}`,
    // Both families, v4 first.
    '--service-cluster-ip-range=10.96.0.0/14,fd00:10:96::/112',
    '--service-node-port-range=20000-59999',
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
  ]
}

/** Only what ends namespaces, collects orphans, makes service accounts and EndpointSlices. */
function managerFlags({ directory, kubeconfig, ports }: Place): string[] {
  const controllers = ['namespace', 'garbage-collector', 'endpointslice', 'serviceaccount']
  return [
    `--kubeconfig=${kubeconfig}`,
    `--controllers=${controllers.map((name) => `${name}-controller`).join(',')}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.controllerManager}`,
    `--cert-dir=${join(directory, 'certificates', 'controller-manager')}`,
  ]
}

/** It listens on all interfaces, so it gets a network namespace of its own. */
function metallb(version: MetallbVersion, programs: Programs, { kubeconfig, ports }: Place): CommandLine {
  const isolate = ['-in', `${ports.apiserver}`, '-out', `${ports.metallbMetrics}`]
  const common = [
    `--kubeconfig=${kubeconfig}`,
    `--port=${ports.metallbMetrics}`,
    // Else it wants a certificate for its webhooks, and an API server that reaches it.
    '--webhook-mode=disabled',
  ]
  const since016 = [`--health-probe-port=${ports.metallbHealth}`, `--pod-name=${METALLB_POD}`]
  const flags = version === '0.14.9' ? common : [...common, ...since016]
  return {
    argv: [programs.keeper, 'isolate', ...isolate, programs.metallb[version].controller, ...flags],
    env: { METALLB_NAMESPACE, METALLB_BGP_TYPE: 'native' },
  }
}

export const METALLB_NAMESPACE = 'metallb-system'
/** Since 0.16 the controller looks for the pod that it runs in. */
export const METALLB_POD = 'metallb-controller'
