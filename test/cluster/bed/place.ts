import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubeConfig } from '../../contract/kube-api.ts'
import { freePorts } from './ports.ts'

/** The administrator's; the server listens on loopback only. */
const TOKEN = 'cluster-administrator'

/** Where a cluster keeps its files and listens. All of it is chosen before anything starts, so that what was killed comes back at its old place. */
export interface Place {
  readonly directory: string
  readonly kubeconfig: string
  readonly server: string
  readonly token: string
  readonly ports: Ports
}

export interface Ports {
  readonly etcd: number
  readonly etcdPeer: number
  readonly apiserver: number
  readonly controllerManager: number
  readonly metallbMetrics: number
  readonly metallbHealth: number
}

export async function preparePlace(directory: string): Promise<Place> {
  const [
    etcd = 0,
    etcdPeer = 0,
    apiserver = 0,
    controllerManager = 0,
    metallbMetrics = 0,
    metallbHealth = 0,
  ] = await freePorts(6)
  for (const name of ['etcd', 'certificates', 'logs']) mkdirSync(join(directory, name))
  writeFileSync(join(directory, 'tokens.csv'), `${TOKEN},administrator,administrator,"system:masters"\n`)
  writeServiceAccountKeys(directory)
  return {
    directory,
    kubeconfig: join(directory, 'kubeconfig.json'),
    server: `https://127.0.0.1:${apiserver}`,
    token: TOKEN,
    ports: { etcd, etcdPeer, apiserver, controllerManager, metallbMetrics, metallbHealth },
  }
}

/** With these the API server signs and checks the tokens of service accounts. */
function writeServiceAccountKeys(directory: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  writeFileSync(join(directory, 'service-account.key'), privateKey, { mode: 0o600 })
  writeFileSync(join(directory, 'service-account.pub'), publicKey)
}

/** In JSON, which is YAML too. */
export function writeKubeconfig(path: string, { server, token, ca = '' }: KubeConfig): void {
  const authority = Buffer.from(ca).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'cluster',
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'administrator' } }],
    clusters: [{ name: 'cluster', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: 'administrator', user: { token } }],
  }
  writeFileSync(path, JSON.stringify(config))
}
