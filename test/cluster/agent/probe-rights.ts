import { type KubeAnswer, type KubeApi, MERGE_PATCH } from '../../contract/kube-api.ts'

export interface ProbePlace {
  /** Lists and watches of all namespaces are tried as well, and what belongs to none. */
  readonly namespaces: readonly string[]
  /** By the resource's name: objects that are tried besides one that nobody knows. */
  readonly names: Readonly<Record<string, readonly string[]>>
}

interface ApiResource {
  /** "services", "services/status". */
  readonly name: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

interface ServedResource extends ApiResource {
  /** "/api/v1" or "/apis/apps/v1". */
  readonly root: string
  readonly group: string
}

const NOBODY = 'nobody'
const NOTHING = '-'
const AT_ONCE = 8

/**
 * Tries every verb of every resource that the server has, in each place, and returns what the account may do, in words such
 * as "lease: list services"; "*" stands for all namespaces. Authorization comes before all else, so whatever is not 403 is
 * allowed; and bodies are no JSON, so nothing comes of it.
 */
export async function probeRights(account: KubeApi, admin: KubeApi, place: ProbePlace): Promise<string[]> {
  const deeds = (await discover(admin)).flatMap((resource) => deedsOf(resource, place))
  const allowed: string[] = []
  const next = deeds.values()
  const worker = async () => {
    for (const { words, ask } of next) if ((await ask(account)).status !== 403) allowed.push(words)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return allowed.sort()
}

async function discover(admin: KubeApi): Promise<ServedResource[]> {
  interface Groups {
    readonly groups: readonly {
      readonly name: string
      readonly versions: readonly { readonly groupVersion: string }[]
    }[]
  }
  const { groups } = await admin.want<Groups>('GET', '/apis')
  const roots = [
    { root: '/api/v1', group: '' },
    ...groups.flatMap(({ name, versions }) =>
      versions.map(({ groupVersion }) => ({ root: `/apis/${groupVersion}`, group: name })),
    ),
  ]
  const lists = roots.map(async (at) => {
    const { resources } = await admin.want<{ resources: ApiResource[] }>('GET', at.root)
    return resources.map((resource) => ({ ...resource, ...at }))
  })
  return (await Promise.all(lists)).flat().filter(isFirst)
}

/** Rights are about the group: one version of each resource says it all. Not every version has all resources. */
function isFirst({ group, name }: ServedResource, index: number, all: readonly ServedResource[]): boolean {
  return all.findIndex((other) => other.group === group && other.name === name) === index
}

interface Trial {
  readonly words: string
  ask(account: KubeApi): Promise<KubeAnswer>
}

function deedsOf(resource: ServedResource, { namespaces, names }: ProbePlace): Trial[] {
  const known = [NOBODY, ...(names[resource.name.split('/')[0] ?? ''] ?? [])]
  const inside = resource.namespaced ? namespaces : []
  return [
    ...inside.flatMap((namespace) => trialsAt(resource, namespace, known)),
    ...trialsAt(resource, null, resource.namespaced ? [] : known),
  ]
}

/** Without names only what concerns the collection. */
function trialsAt(resource: ServedResource, namespace: string | null, names: readonly string[]): Trial[] {
  const [plural = '', subresource] = resource.name.split('/')
  const collection = `${resource.root}${namespace === null ? '' : `/namespaces/${namespace}`}/${plural}`
  const full = resource.group === '' ? resource.name : `${resource.name}.${resource.group}`
  const where = namespace ?? '*'
  return resource.verbs.flatMap((verb) => {
    const request = requests[verb]
    if (request === undefined) throw new TypeError(`no way to try the verb "${verb}" of ${full}`)
    const isOfOne = subresource !== undefined || ofOne.has(verb)
    if (!isOfOne) {
      const isPlaceless = namespace === null && resource.namespaced && !ofAll.has(verb)
      return isPlaceless ? [] : [{ words: `${where}: ${verb} ${full}`, ask: request(collection) }]
    }
    const suffix = subresource === undefined ? '' : `/${subresource}`
    return names.map((name) => ({
      words: `${where}: ${verb} ${full}${name === NOBODY ? '' : ` ${name}`}`,
      ask: request(`${collection}/${name}${suffix}`),
    }))
  })
}

const ofOne = new Set(['get', 'update', 'patch', 'delete'])
/** These also go to all namespaces at once. */
const ofAll = new Set(['list', 'watch'])

type Request = (path: string) => (account: KubeApi) => Promise<KubeAnswer>

const requests: Readonly<Record<string, Request>> = {
  get: (path) => (account) => account.ask('GET', path),
  list: (path) => (account) => account.ask('GET', `${path}?limit=1`),
  watch: (path) => (account) => account.ask('GET', `${path}?watch=true&timeoutSeconds=1`),
  create: (path) => (account) => account.ask('POST', path, NOTHING),
  update: (path) => (account) => account.ask('PUT', path, NOTHING),
  patch: (path) => (account) => account.ask('PATCH', path, NOTHING, MERGE_PATCH),
  delete: (path) => (account) => account.ask('DELETE', path),
  deletecollection: (path) => (account) => account.ask('DELETE', path),
}
