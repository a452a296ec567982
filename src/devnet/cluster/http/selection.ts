import { badRequest } from '../api/api-refusal.ts'
import type { Kind } from '../api/kind.ts'
import { isJsonObject, type Json, type KubeObject } from '../api/object.ts'
import { matchesLabels, parseLabelSelector } from '../label-selector.ts'
import type { KubeRequest } from './kube-request.ts'

/** Which objects a list or watch is about. */
export type Selection = (object: KubeObject) => boolean

const everywhere = ['metadata.name', 'metadata.namespace']
const fields: Readonly<Record<string, readonly string[]>> = {
  events: [
    ...['involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid'],
    ...['reason', 'type', 'source.component', 'reportingComponent'],
  ],
  services: ['spec.type', 'spec.clusterIP'],
  namespaces: ['status.phase'],
}

/** Reads namespace, `labelSelector` and `fieldSelector`. Throws ApiRefusal (400). */
export function selectionOf({ kind, namespace, query }: KubeRequest): Selection {
  const text = query.get('labelSelector') ?? ''
  const labels = parseLabelSelector(text)
  if (labels === null) throw badRequest(`unable to parse requirement: "${text}" is not a label selector`)
  const wanted = parseFields(kind, query.get('fieldSelector') ?? '')
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    matchesLabels(labels, object.metadata.labels ?? {}) &&
    wanted.every(({ path, value, isEqual }) => (fieldAt(object, path) === value) === isEqual)
}

function parseFields(kind: Kind, text: string) {
  const parts = text === '' ? [] : text.split(',')
  return parts.map((part) => {
    const [, path = '', sign = '=', value = ''] = /^([^=!]+)(==|!=|=)(.*)$/.exec(part) ?? []
    if (![...everywhere, ...(fields[kind.resource] ?? [])].includes(path))
      throw badRequest(
        `Unable to find "${kind.resource}" that match field selector "${text}": field label not supported: ${path}`,
      )
    return { path, value, isEqual: sign !== '!=' }
  })
}

function fieldAt(object: KubeObject, path: string): string {
  let value: Json | undefined = object
  for (const name of path.split('.')) value = isJsonObject(value) ? value[name] : undefined
  return typeof value === 'string' ? value : ''
}
