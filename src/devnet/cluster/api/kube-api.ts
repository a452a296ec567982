import type { Random } from '../../simulation/random.ts'
import { Allocations } from './allocations.ts'
import { alreadyExists, badRequest, conflict, invalid, modified, notFound } from './api-refusal.ts'
import { applied, ownUpdated, secondsOf } from './field-managers.ts'
import { type Kind, namespaces, services } from './kind.ts'
import { type KindRules, namespaceRules, plainRules } from './kind-rules.ts'
import { mergePatch } from './merge-patch.ts'
import { metaCauses } from './meta-rules.ts'
import { isJsonObject, type Json, type KubeObject, type ObjectMeta, objectKey, without } from './object.ts'
import { checkNamespace, freshMeta, nameOf } from './object-create.ts'
import { isHeld, isSameButTimes, reached, withGeneration } from './object-update.ts'
import { uuid } from './random-names.ts'
import { serviceRules } from './service-rules.ts'
import type { Store } from './store.ts'

/** Which object, through which endpoint. */
export interface Target {
  readonly kind: Kind
  readonly namespace?: string | undefined
  readonly name: string
  readonly subresource?: 'status' | undefined
}

/** What DELETE insists on (metav1.Preconditions). */
export interface Preconditions {
  readonly uid?: string
  readonly resourceVersion?: string
}

export interface ApiOptions {
  readonly store: Store
  readonly random: Random
  readonly now: () => Date
}

/**
 * What a kube-apiserver does with a request once it has read it: defaults, rules, field owners, versions, finalizers. Everything throws
 * ApiRefusal with the Status that the real one answers.
 */
export class KubeApi {
  readonly store: Store
  readonly #random: Random
  readonly #now: () => Date
  readonly #rules: ReadonlyMap<Kind, KindRules>

  constructor({ store, random, now }: ApiOptions) {
    this.store = store
    this.#random = random
    this.#now = now
    this.#rules = new Map([
      [services, serviceRules(new Allocations())],
      [namespaces, namespaceRules],
    ])
  }

  get(target: Target): KubeObject {
    const found = this.store.get(target.kind, objectKey(target))
    if (found === null) throw notFound(target.kind, target.name)
    return found
  }

  create(target: Omit<Target, 'name' | 'subresource'>, body: KubeObject, manager: string): KubeObject {
    const { kind } = target
    const name = nameOf(kind, body.metadata, this.#random)
    checkNamespace(this.store, target, name)
    const draft = { ...body, metadata: this.#fresh(target, { ...body.metadata, name }) }
    const bare = (kind.hasStatus ? without(draft, 'status') : draft) as KubeObject
    const object = this.#rulesOf(kind).defaulted(bare, null)
    const owned = ownUpdated(kind, null, object, { manager, at: this.#now() })
    return this.#insert(kind, owned)
  }

  update(target: Target, body: KubeObject, manager: string): KubeObject {
    const live = this.get(target)
    const { uid, resourceVersion } = body.metadata
    if (uid !== undefined && uid !== live.metadata.uid) throw uidMismatch(target, uid, live)
    const isUnconditional = resourceVersion === undefined || resourceVersion === ''
    if (isUnconditional && !target.kind.allowsUnconditionalUpdate) throw versionMissing(target)
    if (!isUnconditional && resourceVersion !== live.metadata.resourceVersion)
      throw modified(target.kind, target.name)
    return this.#write(target, live, { draft: body, manager })
  }

  /** A JSON merge patch. */
  patch(target: Target, body: Json, manager: string): KubeObject {
    const live = this.get(target)
    const next = mergePatch(live, body)
    if (!isJsonObject(next) || !isJsonObject(next.metadata)) throw badRequest('the patch leaves no object')
    if (next.metadata.resourceVersion !== live.metadata.resourceVersion)
      throw modified(target.kind, target.name)
    if (next.metadata.uid !== live.metadata.uid) throw uidMismatch(target, String(next.metadata.uid), live)
    return this.#write(target, live, { draft: next as KubeObject, manager })
  }

  /** Server-side apply; creates what is not there. `isNew` tells which. */
  apply(
    target: Target,
    body: KubeObject,
    options: { readonly manager: string; readonly force: boolean },
  ): { readonly object: KubeObject; readonly isNew: boolean } {
    const { kind, name, namespace } = target
    if (body.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil')
    const metadata = { ...body.metadata, name, ...(namespace === undefined ? {} : { namespace }) }
    const writer = { manager: options.manager, subresource: target.subresource, at: this.#now() }
    const request = { object: { ...body, metadata }, writer, force: options.force }
    const live = this.store.get(kind, objectKey(target))
    if (live !== null) {
      const { uid, resourceVersion } = body.metadata
      if (uid !== undefined && uid !== live.metadata.uid) throw uidMismatch(target, uid, live)
      if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion)
        throw modified(kind, name)
      return { object: this.#save(target, live, applied(kind, live, request)), isNew: false }
    }
    if (target.subresource !== undefined) throw notFound(kind, name)
    if (body.metadata.uid !== undefined || body.metadata.resourceVersion !== undefined)
      throw conflict(kind, name, 'the object has been deleted')
    checkNamespace(this.store, target, name)
    const merged = applied(kind, null, request)
    const fresh = { ...merged, metadata: this.#fresh(target, merged.metadata) }
    return { object: this.#insert(kind, this.#rulesOf(kind).defaulted(fresh, null)), isNew: true }
  }

  /** Deletes, or marks what has finalizers; answers the last state. */
  delete(
    target: Target,
    preconditions: Preconditions = {},
  ): { readonly object: KubeObject; readonly isGone: boolean } {
    const live = this.get(target)
    const { uid, resourceVersion } = preconditions
    if (uid !== undefined && uid !== live.metadata.uid) throw uidMismatch(target, uid, live)
    if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion)
      throw conflict(
        target.kind,
        target.name,
        `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${live.metadata.resourceVersion}`,
      )
    if (!isHeld(live)) return { object: this.#remove(target.kind, live), isGone: true }
    if (live.metadata.deletionTimestamp !== undefined) return { object: live, isGone: false }
    const metadata = {
      ...live.metadata,
      deletionTimestamp: secondsOf(this.#now()),
      deletionGracePeriodSeconds: 0,
    }
    const status = target.kind === namespaces ? { status: { phase: 'Terminating' } } : {}
    return { object: this.store.put(target.kind, { ...live, ...status, metadata }), isGone: false }
  }

  /** The namespace controller is through with a namespace. */
  finalize(name: string): void {
    const live = this.store.get(namespaces, name)
    if (live !== null) this.#remove(namespaces, live)
  }

  #rulesOf = (kind: Kind): KindRules => this.#rules.get(kind) ?? plainRules

  #fresh = ({ kind, namespace }: Omit<Target, 'name'>, meta: ObjectMeta): ObjectMeta =>
    freshMeta(kind, namespace, { meta, uid: uuid(this.#random), at: this.#now() })

  #insert(kind: Kind, object: KubeObject): KubeObject {
    this.#check(kind, object, null)
    const key = objectKey(object.metadata)
    if (this.store.get(kind, key) !== null) throw alreadyExists(kind, object.metadata.name)
    return this.store.put(kind, this.#rulesOf(kind).allocated(object, null))
  }

  #check(kind: Kind, object: KubeObject, before: KubeObject | null): void {
    const causes = [...metaCauses(kind, object.metadata), ...this.#rulesOf(kind).causes(object, before)]
    if (causes.length > 0) throw invalid(kind, object.metadata.name, causes)
  }

  #write(
    target: Target,
    live: KubeObject,
    { draft, manager }: { draft: KubeObject; manager: string },
  ): KubeObject {
    const { kind, subresource } = target
    const defaulted = this.#rulesOf(kind).defaulted(reached(target, live, draft), live)
    return this.#save(
      target,
      live,
      ownUpdated(kind, live, defaulted, { manager, subresource, at: this.#now() }),
    )
  }

  /** Stores an object unless that changes nothing; removes it when nothing holds it any more. */
  #save(target: Target, live: KubeObject, draft: KubeObject): KubeObject {
    const { kind } = target
    const rules = this.#rulesOf(kind)
    const defaulted = rules.defaulted(reached(target, live, draft), live)
    this.#check(kind, defaulted, live)
    const next = rules.allocated(defaulted, live)
    if (isSameButTimes(next, live)) return live
    if (next.metadata.deletionTimestamp !== undefined && !isHeld(next)) return this.#remove(kind, next)
    return this.store.put(kind, withGeneration(kind, next, live))
  }

  #remove(kind: Kind, object: KubeObject): KubeObject {
    this.#rulesOf(kind).released(object)
    return this.store.remove(kind, object)
  }
}

const uidMismatch = ({ kind, name }: Target, uid: string, live: KubeObject) =>
  conflict(
    kind,
    name,
    `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
  )

const versionMissing = ({ kind, name }: Target) =>
  invalid(kind, name, [
    {
      type: 'FieldValueInvalid',
      field: 'metadata.resourceVersion',
      message: 'Invalid value: 0: must be specified for an update',
    },
  ])
