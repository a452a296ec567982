import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '#domain/failure.ts'
import { type KubeApi, openKubeApi } from '../../contract/kube-api.ts'
import { bedDirectory } from '../bed/directory.ts'
import type { Cluster } from '../bed.ts'

const run = promisify(execFile)

/** The namespace of the pod, which the stock provider makes. */
const POD_NAMESPACE = 'akash-services'
const ACCOUNT = 'ipgw-agent'

/** A folder below infra/ that kustomize builds. */
export type AgentFolder = 'agent' | 'agent-example'

/** Installs the agent's objects as docs/agent.md says; no pod will ever run. Throws INTERNAL with what kubectl said. */
export async function installAgent(cluster: Cluster, folder: AgentFolder): Promise<void> {
  const kube = openKubeApi(cluster.config)
  await kube.ask('POST', '/api/v1/namespaces', { metadata: { name: POD_NAMESPACE } })
  await kube.close()
  await kubectl(cluster, 'apply', '-k', join(bedDirectory(), '../../../infra', folder))
}

/** Its output. Throws INTERNAL with its complaint; BAD_SETTING where there is no kubectl. */
export async function kubectl({ kubeconfig }: Pick<Cluster, 'kubeconfig'>, ...args: readonly string[]) {
  try {
    const { stdout } = await run('kubectl', ['--kubeconfig', kubeconfig, ...args])
    return stdout
  } catch (cause) {
    if (isMissing(cause))
      throw new Failure('BAD_SETTING', 'The test of the manifests needs kubectl on PATH', {}, { cause })
    throw new Failure('INTERNAL', `kubectl ${args.join(' ')}: ${complaint(cause)}`, {}, { cause })
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
const complaint = (error: unknown) =>
  error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)

/** A token of the agent's own account, as its pod would have it; good for an hour. */
export async function agentToken(kube: KubeApi): Promise<string> {
  const path = `/api/v1/namespaces/${POD_NAMESPACE}/serviceaccounts/${ACCOUNT}/token`
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } }
  const answer = await kube.want<{ status: { token: string } }>('POST', path, request)
  return answer.status.token
}
