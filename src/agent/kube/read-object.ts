import { Failure } from '#domain/failure.ts'
import type { KubeObject } from './kube-objects.ts'
import { isRecord } from './kube-status.ts'
import { apiVersionOf, type Resource } from './resource.ts'

/**
 * An object as the API server sent it, with what its lists leave out (apiVersion and kind) and without managedFields,
 * which are more than half of it. The server has checked the rest against the schema. Throws KUBE_ANSWER_INVALID for
 * anything without a name, a uid and a version.
 */
export function readObject<T extends KubeObject>(resource: Resource<T>, value: unknown): T {
  if (!isRecord(value) || !hasIdentity(value.metadata))
    throw new Failure('KUBE_ANSWER_INVALID', `an answer is no ${resource.kind}`)
  const { managedFields: _, ...metadata } = value.metadata
  // The schema of `resource` is what T describes: this is where the wire becomes a type.
  return { ...value, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata } as unknown as T
}

function hasIdentity(metadata: unknown): metadata is Readonly<Record<string, unknown>> {
  return (
    isRecord(metadata) &&
    [metadata.name, metadata.uid, metadata.resourceVersion].every(
      (field) => typeof field === 'string' && field !== '',
    )
  )
}
