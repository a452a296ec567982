import { writeFileSync } from 'node:fs'
import type { KubeConfig } from '../contract/kube-api.ts'

/** Writes what a program needs to reach an API server as its administrator; JSON is YAML too. */
export function writeKubeconfig(path: string, { server, token, ca }: KubeConfig): void {
  const authority =
    ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'cluster',
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'administrator' } }],
    clusters: [{ name: 'cluster', cluster: { server, ...authority } }],
    users: [{ name: 'administrator', user: { token } }],
  }
  writeFileSync(path, JSON.stringify(config))
}
