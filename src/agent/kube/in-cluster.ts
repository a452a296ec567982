import { join } from 'node:path'
import type { Clock } from '#platform/clock.ts'
import type { KubeAccess } from './kube-access.ts'
import { type ReadText, tokenFile } from './token-file.ts'

/** Where the kubelet puts the ServiceAccount of a pod. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Where the kubelet says that the API server is. */
export interface ServiceEnv {
  readonly KUBERNETES_SERVICE_HOST: string
  readonly KUBERNETES_SERVICE_PORT?: string | undefined
}

export interface InClusterOptions {
  readonly readText: ReadText
  readonly clock: Clock
  /** Default: where the kubelet puts it. */
  readonly folder?: string
}

/** Access as the ServiceAccount of this pod. Throws what `readText` throws where the pod has none. */
export async function inCluster(env: ServiceEnv, options: InClusterOptions): Promise<KubeAccess> {
  const { readText, clock, folder = SERVICE_ACCOUNT } = options
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env
  const token = tokenFile(join(folder, 'token'), readText, clock)
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: { ca: await readText(join(folder, 'ca.crt')) },
    authorization: async (again) => `Bearer ${await token(again)}`,
    namespace: (await readText(join(folder, 'namespace'))).trim(),
  }
}
