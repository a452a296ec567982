import { delimiter, dirname, join } from 'node:path'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { inCluster } from './in-cluster.ts'
import type { KubeAccess, KubeTls } from './kube-access.ts'
import { type KubeContext, type KubeconfigFile, type Material, readKubeconfig } from './kubeconfig.ts'
import { type ReadText, tokenFile } from './token-file.ts'

export interface FindAccessOptions {
  /** KUBECONFIG, KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and HOME are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readText: ReadText
  readonly clock: Clock
}

/**
 * How to reach the cluster: the files that KUBECONFIG names, else the ServiceAccount of this pod, else
 * ~/.kube/config. Throws BAD_SETTING where there is none of them, or where it cannot be read.
 */
export async function findAccess({ env, readText, clock }: FindAccessOptions): Promise<KubeAccess> {
  const { KUBECONFIG = '', KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT, HOME } = env
  const named = KUBECONFIG.split(delimiter).filter((path) => path !== '')
  if (named.length > 0) return await fromKubeconfig(named, readText, clock)
  if (KUBERNETES_SERVICE_HOST)
    return await inCluster({ KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT }, { readText, clock }).catch(
      unreadable("the pod's ServiceAccount"),
    )
  if (HOME) return await fromKubeconfig([join(HOME, '.kube', 'config')], readText, clock)
  throw new Failure('BAD_SETTING', 'no cluster: KUBECONFIG and HOME are not set, and this is no pod')
}

async function fromKubeconfig(
  paths: readonly string[],
  readText: ReadText,
  clock: Clock,
): Promise<KubeAccess> {
  const files = await Promise.all(paths.map((path) => readFile(path, readText)))
  const context = readKubeconfig(files)
  return {
    server: context.server,
    namespace: context.namespace,
    tls: await tlsOf(context, readText),
    authorization: authorizationOf(context, readText, clock),
  }
}

/** The parser is loaded here only: in a pod there is no YAML to read. */
async function readFile(path: string, readText: ReadText): Promise<KubeconfigFile> {
  const text = await readText(path).catch(unreadable(`the kubeconfig ${path}`))
  const { parse } = await import('yaml')
  try {
    return { path, folder: dirname(path), content: parse(text) }
  } catch (error) {
    throw new Failure('BAD_SETTING', `the kubeconfig ${path} is no YAML`, { path }, { cause: error })
  }
}

async function tlsOf(context: KubeContext, readText: ReadText): Promise<KubeTls> {
  const [ca, cert, key] = await Promise.all(
    [context.ca, context.cert, context.key].map((material) => materialText(material, readText)),
  )
  return {
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(context.servername === null ? {} : { servername: context.servername }),
    ...(context.skipTlsVerify ? { rejectUnauthorized: false as const } : {}),
  }
}

async function materialText(material: Material | null, readText: ReadText): Promise<string | null> {
  if (material === null) return null
  return 'value' in material ? material.value : await readText(material.path).catch(unreadable(material.path))
}

function authorizationOf({ token, basic }: KubeContext, readText: ReadText, clock: Clock) {
  if (token !== null && 'path' in token) {
    const read = tokenFile(token.path, readText, clock)
    return async (again: boolean) => `Bearer ${await read(again)}`
  }
  const fixed = token !== null ? `Bearer ${token.value}` : basic !== null ? basicAuth(basic) : null
  return async () => fixed
}

const basicAuth = ({ username, password }: { readonly username: string; readonly password: string }) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

function unreadable(what: string) {
  return (error: unknown): never => {
    throw new Failure('BAD_SETTING', `cannot read ${what}`, {}, { cause: error })
  }
}
