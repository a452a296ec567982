import type { Random } from '../../simulation/random.ts'
import type { KubeRequest } from '../http/kube-request.ts'
import type { ClusterSwitch, ClusterSwitches, Scope } from './switches.ts'

/** The switches of a cluster as they stand, and how often each one acted. */
export class ClusterFaults {
  readonly #random: Random
  #on: ClusterSwitches = {}
  readonly #hits = new Map<ClusterSwitch, number>()
  readonly #listeners = new Set<() => void>()

  constructor(random: Random) {
    this.#random = random
  }

  get on(): ClusterSwitches {
    return this.#on
  }

  /** Turns switches on; those that are not named stay as they are. */
  set(switches: ClusterSwitches): void {
    this.#on = { ...this.#on, ...switches }
    for (const name of Object.keys(switches)) this.#hits.delete(name as ClusterSwitch)
    this.#changed()
  }

  /** Turns the named switches off, or all of them. */
  clear(...names: readonly ClusterSwitch[]): void {
    const left = Object.entries(this.#on).filter(
      ([name]) => names.length > 0 && !names.includes(name as ClusterSwitch),
    )
    this.#on = Object.fromEntries(left)
    this.#changed()
  }

  /** How often a switch acted since it was set. */
  hits = (name: ClusterSwitch): number => this.#hits.get(name) ?? 0

  /** Whether a switch acts on a request now; counts it when it does. */
  acts(name: Exclude<ClusterSwitch, 'freeze'>, request: KubeRequest): boolean {
    const scope: Scope | undefined = this.#on[name]
    if (scope === undefined || this.hits(name) >= (scope.times ?? Number.POSITIVE_INFINITY)) return false
    if (!concerns(scope, request)) return false
    if (scope.probability !== undefined && !this.#random.chance(scope.probability)) return false
    this.#hits.set(name, this.hits(name) + 1)
    return true
  }

  /** Whether a switch is on for a request, without counting. */
  isOn(name: Exclude<ClusterSwitch, 'freeze'>, request: KubeRequest): boolean {
    const scope: Scope | undefined = this.#on[name]
    return scope !== undefined && concerns(scope, request)
  }

  /** Calls `listener` when switches change, until the function that it answers is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the cluster is not frozen. */
  async thawed(): Promise<void> {
    while (this.#on.freeze !== undefined)
      await new Promise<void>((resolve) => {
        const stop = this.subscribe(() => {
          stop()
          resolve()
        })
      })
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function concerns(scope: Scope, request: KubeRequest): boolean {
  const { verbs, resources, subresource, namespace, name, manager } = scope
  return (
    (verbs === undefined || verbs.includes(request.verb)) &&
    (resources === undefined || resources.includes(request.kind.resource)) &&
    (subresource === undefined || subresource === (request.subresource ?? 'none')) &&
    (namespace === undefined || namespace === request.namespace) &&
    (name === undefined || name === request.name) &&
    (manager === undefined || manager === request.manager)
  )
}
