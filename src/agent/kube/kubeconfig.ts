import { resolve } from 'node:path'
import { Failure } from '#domain/failure.ts'
import { isRecord } from './kube-status.ts'

/** One file of a kubeconfig: paths inside are relative to its folder. */
export interface KubeconfigFile {
  readonly path: string
  readonly folder: string
  /** The parsed YAML. */
  readonly content: unknown
}

/** What a kubeconfig says of its current context; files are named, not yet read. */
export interface KubeContext {
  readonly server: string
  readonly namespace: string | null
  readonly skipTlsVerify: boolean
  readonly servername: string | null
  readonly ca: Material | null
  readonly cert: Material | null
  readonly key: Material | null
  readonly token: Material | null
  readonly basic: { readonly username: string; readonly password: string } | null
}

/** A value that stands in the kubeconfig, or the file that holds it. */
export type Material = { readonly value: string } | { readonly path: string }

type Fields = Readonly<Record<string, unknown>>
interface Entry {
  readonly file: KubeconfigFile
  readonly fields: Fields
}

/**
 * Reads the current context of one or more files; as with kubectl, the first file that names something wins. Throws
 * BAD_SETTING naming file and entry for what is missing, and for the ways to log in that this does not know.
 */
export function readKubeconfig(files: readonly KubeconfigFile[]): KubeContext {
  const current = files
    .map(({ content }) => (isRecord(content) ? textOf(content, 'current-context') : null))
    .find((name) => name !== null)
  if (current === undefined) throw bad(files, 'names no current-context')
  const context = entryOf(files, ['contexts', 'context'], current)
  const cluster = entryOf(files, ['clusters', 'cluster'], textOf(context.fields, 'cluster') ?? '')
  const user = entryOf(files, ['users', 'user'], textOf(context.fields, 'user') ?? '')
  refuseUnknown(files, cluster.fields, ['proxy-url'])
  refuseUnknown(files, user.fields, ['exec', 'auth-provider', 'as'])
  return { ...clusterPart(files, cluster), ...userPart(user), namespace: textOf(context.fields, 'namespace') }
}

function clusterPart(files: readonly KubeconfigFile[], cluster: Entry) {
  const server = textOf(cluster.fields, 'server')
  if (server === null || !URL.canParse(server))
    throw bad(files, `has a cluster whose server is "${server ?? ''}", which is no URL`)
  return {
    server,
    skipTlsVerify: cluster.fields['insecure-skip-tls-verify'] === true,
    servername: textOf(cluster.fields, 'tls-server-name'),
    ca: pemOf(cluster, 'certificate-authority'),
  }
}

function userPart(user: Entry) {
  const token = textOf(user.fields, 'token')
  const tokenPath = textOf(user.fields, 'tokenFile')
  const username = textOf(user.fields, 'username')
  return {
    cert: pemOf(user, 'client-certificate'),
    key: pemOf(user, 'client-key'),
    // A file wins, as it may rotate.
    token:
      tokenPath !== null
        ? { path: resolve(user.file.folder, tokenPath) }
        : token !== null
          ? { value: token }
          : null,
    basic: username === null ? null : { username, password: textOf(user.fields, 'password') ?? '' },
  }
}

/** `<field>-data` holds base64 and wins over `<field>`, which names a file. */
function pemOf({ file, fields }: Entry, field: string): Material | null {
  const data = textOf(fields, `${field}-data`)
  if (data !== null) return { value: Buffer.from(data, 'base64').toString() }
  const path = textOf(fields, field)
  return path === null ? null : { path: resolve(file.folder, path) }
}

function entryOf(
  files: readonly KubeconfigFile[],
  [list, inner]: readonly [string, string],
  name: string,
): Entry {
  for (const file of files) {
    const entries = isRecord(file.content) ? file.content[list] : null
    const found = (Array.isArray(entries) ? entries : []).find(
      (entry) => isRecord(entry) && entry.name === name,
    )
    if (isRecord(found)) return { file, fields: isRecord(found[inner]) ? found[inner] : {} }
  }
  throw bad(files, `has no ${inner} named "${name}"`)
}

/** To go on without would be to log in as somebody else, or to ask a wrong server. */
function refuseUnknown(files: readonly KubeconfigFile[], fields: Fields, unknown: readonly string[]): void {
  const found = unknown.find((field) => fields[field] !== undefined && fields[field] !== null)
  if (found !== undefined)
    throw bad(
      files,
      `uses "${found}", which is not supported; use a token, a token file or a client certificate`,
    )
}

function textOf(fields: Fields, name: string): string | null {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function bad(files: readonly KubeconfigFile[], problem: string): Failure {
  return new Failure('BAD_SETTING', `the kubeconfig ${files.map((file) => file.path).join(', ')} ${problem}`)
}
