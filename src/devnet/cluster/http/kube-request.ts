import { badRequest, methodNotAllowed, noSuchPath, unsupportedMediaType } from '../api/api-refusal.ts'
import { type Kind, kinds } from '../api/kind.ts'
import type { Json } from '../api/object.ts'

/** What a request does, in the words of RBAC; `apply` is a patch by server-side apply. */
export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'apply'
  | 'delete'
  | 'deletecollection'

export interface KubeRequest {
  readonly verb: Verb
  readonly kind: Kind
  readonly namespace: string | undefined
  /** "" for collections. */
  readonly name: string
  readonly subresource: 'status' | undefined
  readonly query: URLSearchParams
  /** Null without a body. */
  readonly body: Json
  /** Who writes: `fieldManager`, else the client's name. */
  readonly manager: string
}

/** A request as it arrives. */
export interface RawRequest {
  readonly method: string
  /** With the query. */
  readonly url: string
  readonly contentType: string
  readonly userAgent: string
  readonly body: string
}

interface Place {
  readonly kind: Kind
  readonly namespace: string | undefined
  readonly name: string
  readonly subresource: 'status' | undefined
}

/** Reads a request for objects. Throws ApiRefusal for paths, methods and bodies that the API does not serve. */
export function parseRequest(raw: RawRequest): KubeRequest {
  const url = new URL(raw.url, 'http://cluster')
  const place = placeOf(
    url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent),
  )
  if (place === null) throw noSuchPath()
  if (url.searchParams.has('dryRun')) throw badRequest('dryRun is not served here')
  if (raw.contentType.includes('protobuf')) throw unsupportedMediaType('application/json')
  const verb = verbOf(raw, url.searchParams, place)
  const manager = url.searchParams.get('fieldManager') ?? raw.userAgent.split('/')[0] ?? ''
  return { ...place, verb, query: url.searchParams, body: parseBody(raw.body), manager: manager || 'unknown' }
}

function placeOf([root, ...parts]: readonly string[]): Place | null {
  const [group, version, ...rest] = root === 'api' ? ['', ...parts] : root === 'apis' ? parts : []
  if (group === undefined || version === undefined) return null
  const find = (resource: string | undefined) =>
    kinds.find((kind) => kind.group === group && kind.version === version && kind.resource === resource)
  const isInside = rest[0] === 'namespaces' && rest.length > 2 && find(rest[2]) !== undefined
  const [resource, name = '', subresource, ...more] = isInside ? rest.slice(2) : rest
  const kind = find(resource)
  if (kind === undefined || more.length > 0 || kind.isNamespaced !== isInside) return anyNamespace(kind, name)
  if (subresource !== undefined && !(subresource === 'status' && kind.hasStatus)) return null
  return { kind, namespace: isInside ? rest[1] : undefined, name, subresource: subresource && 'status' }
}

/** Lists and watches may look into all namespaces at once. */
const anyNamespace = (kind: Kind | undefined, name: string): Place | null =>
  kind?.isNamespaced && name === '' ? { kind, namespace: undefined, name, subresource: undefined } : null

function verbOf({ method, contentType }: RawRequest, query: URLSearchParams, place: Place): Verb {
  const isCollection = place.name === ''
  const isEverywhere = place.kind.isNamespaced && place.namespace === undefined
  if (method === 'GET') return isCollection ? (isOn(query, 'watch') ? 'watch' : 'list') : 'get'
  if (isEverywhere) throw methodNotAllowed()
  if (method === 'POST' && isCollection) return 'create'
  if (method === 'PUT' && !isCollection) return 'update'
  if (method === 'DELETE') return isCollection ? 'deletecollection' : 'delete'
  if (method !== 'PATCH' || isCollection) throw methodNotAllowed()
  if (contentType.startsWith('application/merge-patch+json')) return 'patch'
  if (contentType.startsWith('application/apply-patch+yaml')) return 'apply'
  throw unsupportedMediaType('application/merge-patch+json, application/apply-patch+yaml')
}

export const isOn = (query: URLSearchParams, name: string) => ['true', '1'].includes(query.get(name) ?? '')

function parseBody(text: string): Json {
  if (text === '') return null
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'no JSON'
    throw badRequest(`the request body is not JSON, and only that is read here: ${why}`)
  }
}
