import { apiVersionOf, type Kind, kinds } from '../api/kind.ts'
import type { JsonObject } from '../api/object.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** What tells clients like kubectl what is served; null: the path is about something else. Text is answered as it is. */
export function discovery(path: string): JsonObject | string | null {
  if (['/readyz', '/livez', '/healthz'].includes(path)) return 'ok'
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.4', platform: 'linux/amd64' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) }
  const served = kinds.filter((kind) => path === pathOf(kind))
  if (served.length === 0) return null
  const groupVersion = path.split('/').slice(2).join('/')
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: served.flatMap(resourcesOf) }
}

const pathOf = ({ group, version }: Kind) => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`)

const groups = (): Kind[] => [
  ...new Map(kinds.filter(({ group }) => group !== '').map((kind) => [kind.group, kind])).values(),
]

function groupOf(kind: Kind): JsonObject {
  const version = { groupVersion: apiVersionOf(kind), version: kind.version }
  return { name: kind.group, versions: [version], preferredVersion: version }
}

function resourcesOf(kind: Kind): JsonObject[] {
  const { resource: name, isNamespaced: namespaced, shortNames } = kind
  const main = { name, singularName: kind.kind.toLowerCase(), namespaced, kind: kind.kind, verbs, shortNames }
  const status = {
    name: `${name}/status`,
    singularName: '',
    namespaced,
    kind: kind.kind,
    verbs: ['get', 'patch', 'update'],
  }
  return kind.hasStatus ? [main, status] : [main]
}
