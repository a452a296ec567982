import type { Random } from '../../simulation/random.ts'
import { forbidden, invalid, notFound } from './api-refusal.ts'
import { secondsOf } from './field-managers.ts'
import { type Kind, namespaces } from './kind.ts'
import { required } from './name-rules.ts'
import { type ObjectMeta, without } from './object.ts'
import { nameSuffix } from './random-names.ts'
import type { Store } from './store.ts'

/** The name that a new object gets. Throws ApiRefusal (422) where it says none. */
export function nameOf(kind: Kind, { name, generateName }: Partial<ObjectMeta>, random: Random): string {
  if (name !== undefined && name !== '') return name
  if (generateName !== undefined) return generateName + nameSuffix(random)
  throw invalid(kind, '', [required('metadata.name', 'name or generateName is required')])
}

/** Where something may be created: in a namespace that is there and not about to go. Throws ApiRefusal (404, 403). */
export function checkNamespace(
  store: Store,
  { kind, namespace }: { readonly kind: Kind; readonly namespace?: string | undefined },
  name: string,
): void {
  if (namespace === undefined) return
  const found = store.get(namespaces, namespace)
  if (found === null) throw notFound(namespaces, namespace)
  if (found.metadata.deletionTimestamp === undefined) return
  const message = `unable to create new content in namespace ${namespace} because it is being terminated`
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  }
  throw forbidden(kind, name, { message, causes: [cause] })
}

/** Metadata of something new: what only the API gives is given anew, whatever the request says. */
export function freshMeta(
  kind: Kind,
  namespace: string | undefined,
  { meta, uid, at }: { readonly meta: ObjectMeta; readonly uid: string; readonly at: Date },
): ObjectMeta {
  const given = without(
    meta,
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
  )
  return {
    ...given,
    name: meta.name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    creationTimestamp: secondsOf(at),
    ...(kind.isCustom ? { generation: 1 } : {}),
  }
}
