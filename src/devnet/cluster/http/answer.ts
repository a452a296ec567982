import { badRequest, notFound } from '../api/api-refusal.ts'
import type { KubeApi, Preconditions } from '../api/kube-api.ts'
import { isJsonObject, type Json, type KubeObject } from '../api/object.ts'
import { checkBody } from '../api/request-body.ts'
import { isOn, type KubeRequest } from './kube-request.ts'
import type { ListPages } from './list-pages.ts'
import type { ObjectTexts } from './object-text.ts'
import { selectionOf } from './selection.ts'

/** An answer that is written at once; watches are served by watch-stream.ts. */
export interface Answer {
  readonly status: number
  /** JSON, or plain text. */
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface AnswerContext {
  readonly api: KubeApi
  readonly texts: ObjectTexts
  readonly pages: ListPages
  /** The revision that reads show: the present, unless a fault makes this server lag behind. */
  readonly readsAt: number
  /** The revision that lists say they are of. */
  readonly saysAt: number
}

/** Answers anything but a watch. Throws ApiRefusal. */
export function answer(request: KubeRequest, context: AnswerContext): Answer {
  const { verb, kind, body, manager } = request
  const { api } = context
  const found = (object: KubeObject, status = 200): Answer => ({
    status,
    body: `${context.texts.of(object)}\n`,
  })
  if (verb === 'list') return list(request, context)
  if (verb === 'get') return found(readAt(request, context))
  if (verb === 'create') return found(api.create(request, checkBody(kind, body), manager), 201)
  if (verb === 'update') return found(api.update(request, checkedBody(request), manager))
  if (verb === 'patch') return found(api.patch(request, body, manager))
  if (verb === 'deletecollection') return deleteAll(request, context)
  if (verb === 'apply') {
    const { object, isNew } = applied(request, api)
    return found(object, isNew ? 201 : 200)
  }
  const { object, isGone } = api.delete(request, preconditionsOf(body))
  return isGone && !kind.returnsDeleted ? gone(request, object) : found(object)
}

function applied(request: KubeRequest, api: KubeApi) {
  const { query, manager } = request
  if (query.get('fieldManager') === null)
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
  return api.apply(request, checkedBody(request), { manager, force: isOn(query, 'force') })
}

/** A body that names its object names the one of the path. */
function checkedBody({ kind, name, body }: KubeRequest): KubeObject {
  const object = checkBody(kind, body)
  const given = object.metadata.name ?? name
  if (given !== name)
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`)
  return object
}

function readAt(request: KubeRequest, { api, readsAt }: AnswerContext): KubeObject {
  if (readsAt >= api.store.revision) return api.get(request)
  const { kind, name, namespace } = request
  const isIt = ({ metadata }: KubeObject) => metadata.name === name && metadata.namespace === namespace
  const found = api.store.asOf(readsAt, kind).find(isIt)
  if (found === undefined) throw notFound(kind, name)
  return found
}

function list(request: KubeRequest, { api, texts, pages, readsAt, saysAt }: AnswerContext): Answer {
  const { kind, namespace } = request
  const selects = selectionOf(request)
  const page = pages.page(request, saysAt, () => {
    const isNow = readsAt >= api.store.revision
    const all = isNow ? api.store.list(kind, namespace) : api.store.asOf(readsAt, kind)
    return { revision: saysAt, objects: all.filter(selects) }
  })
  return { status: 200, body: texts.list(kind, page.objects, page.metadata) }
}

function gone({ kind, name }: KubeRequest, { metadata }: KubeObject): Answer {
  const group = kind.group === '' ? {} : { group: kind.group }
  const details = { name, ...group, kind: kind.resource, uid: metadata.uid }
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
  return { status: 200, body: `${JSON.stringify(status)}\n` }
}

function preconditionsOf(body: Json): Preconditions {
  const given = isJsonObject(body) && isJsonObject(body.preconditions) ? body.preconditions : {}
  const { uid, resourceVersion } = given
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  }
}

function deleteAll(request: KubeRequest, { api, texts }: AnswerContext): Answer {
  const { kind, namespace } = request
  const doomed = api.store.list(kind, namespace).filter(selectionOf(request))
  const gone = doomed.map(({ metadata }) => api.delete({ kind, namespace, name: metadata.name }).object)
  return { status: 200, body: texts.list(kind, gone, { resourceVersion: String(api.store.revision) }) }
}
