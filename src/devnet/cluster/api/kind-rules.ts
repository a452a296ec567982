import type { Cause } from './api-refusal.ts'
import type { KubeObject } from './object.ts'

/** What a kind has of its own between a request and what is stored. */
export interface KindRules {
  /** What the API fills in; `before` is what is stored now, null for something new. */
  defaulted(object: KubeObject, before: KubeObject | null): KubeObject
  /** What breaks a rule of the kind. */
  causes(object: KubeObject, before: KubeObject | null): readonly Cause[]
  /** Gives it what the cluster has only so many of. Throws ApiRefusal when there is none left. */
  allocated(object: KubeObject, before: KubeObject | null): KubeObject
  /** Takes that back. */
  released(object: KubeObject): void
}

/** A kind without rules of its own. */
export const plainRules: KindRules = {
  defaulted: (object) => object,
  causes: () => [],
  allocated: (object) => object,
  released: () => undefined,
}

/** Namespaces are labelled with their name, and stay until the namespace controller has emptied them. */
export const namespaceRules: KindRules = {
  ...plainRules,
  defaulted(object, before) {
    const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name }
    const finalizers = before?.spec?.finalizers ?? object.spec?.finalizers ?? ['kubernetes']
    return {
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { ...object.spec, finalizers },
      status: before?.status ?? { phase: 'Active' },
    }
  },
}
