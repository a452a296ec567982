import { parseIpAddress } from '#domain/ip-address.ts'
import type { Service } from '../../src/agent/kube/kube-objects.ts'
import { type Action, boundTo } from '../../src/agent/model/action.ts'
import { type LeaseRef, leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { ObservedService } from '../../src/agent/model/observed-service.ts'
import type { AgentPolicy } from '../../src/agent/model/policy.ts'
import { readService } from '../../src/agent/object/read-service.ts'
import { holds } from '../../src/devnet/cluster/metallb/pool.ts'
import { judgeDecision } from './judge-decision.ts'
import { DECISION_MS, type Decision } from './model-agent.ts'
import { WishHistory } from './wish-history.ts'
import type { World } from './world.ts'
import { AGENT_NAMESPACE } from './write.ts'

/** What is owed to an endpoint. */
interface Debt {
  /** The address that its anchor got last; null: none since it was given up. */
  address: string | null
  /** The address that its tenant was told of. */
  told: string | null
  /** Leases that had a port Service. */
  readonly users: Map<string, LeaseRef>
  /** When its anchor went into quarantine; null: it is not there. */
  quarantinedMs: number | null
  /** A change of the pools took the address from the anchor, and it is not back. */
  isLost: boolean
}

/** How much was looked at. */
export interface Counts {
  decisions: number
  writes: number
  promises: number
  releases: number
  moves: number
}

/** Sees everything as it is, knows everything that was, and says what must never be. */
export class Judge {
  readonly violations: string[] = []
  readonly counts: Counts = { decisions: 0, writes: 0, promises: 0, releases: 0, moves: 0 }
  readonly wishes: WishHistory
  readonly #world: World
  readonly #policy: AgentPolicy
  readonly #debts = new Map<string, Debt>()
  readonly #read = new WeakMap<Service, ObservedService>()
  /** By address: the endpoint, or the neighbour, that had it last. */
  readonly #lastHolder = new Map<string, string>()
  #isReleasing = false

  constructor(world: World, policy: AgentPolicy) {
    this.#world = world
    this.#policy = policy
    this.wishes = new WishHistory(world)
    world.listen((before, after) => this.#changed(before, after))
  }

  decided(decision: Decision): void {
    this.counts.decisions += 1
    this.violations.push(...judgeDecision(decision))
    this.#judgeHolds(decision)
    for (const { state, sharingKey, address } of decision.result.verdicts) {
      const debt = this.#debts.get(sharingKey)
      if (state === 'assigned' && debt?.address === address) debt.told = address
    }
  }

  /** Judges an action by what is, and lets it be done. */
  witness(action: Action, act: () => void): void {
    this.counts.writes += 1
    if (action.kind === 'open-port') this.counts.moves += 1
    this.wishes.refresh()
    const service = this.#targetOf(action)
    if (service !== null) this.#judgeTarget(action, service)
    this.#isReleasing = action.kind === 'delete-anchor'
    act()
    this.#isReleasing = false
  }

  /** The object that an action is about, if it is still the same. */
  #targetOf(action: Action): ObservedService | null {
    const target = 'anchor' in action ? action.anchor : 'service' in action ? action.service : null
    const service =
      target === null ? undefined : this.#world.services.get(`${target.namespace}/${target.name}`)
    if (service === undefined || service.metadata.uid !== target?.uid) return null
    const bound = boundTo(action)
    const isRefused = bound !== null && bound.resourceVersion !== service.metadata.resourceVersion
    return isRefused ? null : this.#observe(service)
  }

  #judgeTarget(action: Action, service: ObservedService): void {
    if (endpointOf(service) !== action.endpoint)
      this.#accuse(`${action.kind} for ${action.endpoint} touches ${placeOf(service)}, which is not its own`)
    if (action.kind === 'delete-port') this.#judgeClosing(action, service)
    if (action.kind === 'delete-anchor') this.#judgeEnd(action, service)
    if (isRelease(action)) this.#judgeRelease(action, service)
    if (action.kind === 'repin-anchor') this.#judgeRepin(action.endpoint)
  }

  /** What cannot come back may be given up. */
  #judgeRepin(key: string): void {
    const debt = this.#debt(key)
    if (debt.told !== null && this.#isGone(key, debt.told)) debt.told = null
  }

  #judgeClosing({ endpoint }: Action, service: ObservedService): void {
    const { address, lease, ports } = service
    const place = placeOf(service)
    if (address === null || lease === null || this.#world.isEnded(lease)) return
    if (
      ports.every(
        ({ protocol, port }) =>
          protocol === 'SCTP' || this.wishes.isGivenAway(endpoint, `${protocol}/${port}`, place),
      )
    )
      return
    if (this.#isLeftBehind(endpoint, service)) return
    if (this.wishes.isKnown(place)) this.#accuse(`closes ${place}, which is wished`)
    const goneForMs = this.wishes.goneForMs(place)
    if (goneForMs < this.#policy.vanishGraceMs)
      this.#accuse(`closes ${place} of an active lease ${goneForMs} ms after its wish vanished`)
  }

  /** Its endpoint's anchor asked for another address since. */
  #isLeftBehind(endpoint: string, { pin }: ObservedService): boolean {
    const anchors = [...this.#world.services.values()].map((service) => this.#observe(service))
    const anchor = anchors.find((each) => each.anchor?.sharingKey === endpoint)
    return pin !== null && anchor !== undefined && anchor.pin !== pin
  }

  #judgeRelease(action: Action, { anchor }: ObservedService): void {
    const { endpoint } = action
    this.counts.releases += 1
    if (this.wishes.isKnown(endpoint)) this.#accuse(`releases ${endpoint}, which is wished`)
    if (anchor?.state !== 'leased') return
    for (const lease of this.#debt(endpoint).users.values())
      if (!this.#world.isEnded(lease))
        this.#accuse(`releases ${endpoint}, and lease ${leaseRefKey(lease)} is active`)
  }

  /** A hold is followed as long as its owner has not too many: those that are, and those of this plan. */
  #judgeHolds({ view, result }: Decision): void {
    const held = [
      ...view.services.flatMap(({ anchor }) => (anchor?.state === 'held' ? [anchor] : [])),
      ...result.actions.flatMap((action) =>
        'note' in action && action.note.state === 'held' ? [action.note] : [],
      ),
    ]
    for (const action of result.actions) {
      if (action.kind !== 'note-anchor' || action.note.state !== 'quarantined') continue
      const { sharingKey, owner } = action.note
      const until = view.endpoints.find((override) => override.sharingKey === sharingKey)?.holdUntil ?? null
      const isFull = held.filter((note) => note.owner === owner).length >= this.#policy.maxHoldsPerOwner
      if (until !== null && until > this.#world.wall && (action.from === 'held' || !isFull))
        this.#accuse(`releases ${sharingKey}, which its owner holds`)
    }
  }

  #judgeEnd({ endpoint }: Action, service: ObservedService): void {
    if (this.wishes.isKnown(endpoint)) this.#accuse(`deletes the anchor of ${endpoint}, which is wished`)
    const { quarantinedMs } = this.#debt(endpoint)
    if (quarantinedMs === null) this.#accuse(`deletes the anchor of ${endpoint}, which is not in quarantine`)
    else if (this.#world.nowMs - quarantinedMs < this.#policy.quarantineMs - DECISION_MS)
      this.#accuse(`ends the quarantine of ${endpoint} too early`)
    for (const other of this.#world.services.values()) {
      const observed = this.#observe(other)
      if (observed.role === 'port' && endpointOf(observed) === endpoint)
        this.#accuse(`deletes the anchor ${placeOf(service)}, and ${placeOf(observed)} is there`)
    }
  }

  #changed(before: Service | null, after: Service | null): void {
    const old = before === null ? null : this.#observe(before)
    const now = after === null ? null : this.#observe(after)
    if (now !== null && now.address !== null && now.address !== old?.address) this.#gained(now, now.address)
    if (now?.role === 'anchor' || old?.role === 'anchor') this.#anchorChanged(old, now)
    const key = now?.role === 'port' ? endpointOf(now) : null
    if (now?.lease != null && key !== null) this.#debt(key).users.set(leaseRefKey(now.lease), now.lease)
  }

  /** An address that somebody gets must not be another's. */
  #gained(now: ObservedService, address: string): void {
    const who = nameOf(now)
    const last = this.#lastHolder.get(address)
    this.#lastHolder.set(address, who)
    // Where nobody asked for it, it is MetalLB that chose: in its first pass it gives away what it has not looked at yet.
    if (now.pin !== address) return
    for (const service of this.#world.services.values()) {
      const other = this.#observe(service)
      if (other.address === address && nameOf(other) !== who)
        this.#accuse(`${address} is at ${who} and at ${nameOf(other)}`)
    }
    const debt = last === undefined || last === who ? undefined : this.#debts.get(last)
    if (debt?.address === address && !debt.isLost)
      this.#accuse(`${who} gets ${address}, which is promised to ${last}`)
  }

  #anchorChanged(old: ObservedService | null, now: ObservedService | null): void {
    const key = now?.anchor?.sharingKey ?? old?.anchor?.sharingKey
    if (key === undefined) return
    if (now === null) {
      if (this.#isReleasing) this.#forget(key)
      return
    }
    const debt = this.#debt(key)
    if (old === null) this.#begin(key, debt)
    if (old?.address != null && now.address === null) this.#lost(key, old.address, debt)
    if (now.address !== null) this.#promised(key, now.address, debt)
    const isQuarantined = now.anchor?.state === 'quarantined'
    if (!isQuarantined) debt.quarantinedMs = null
    else if (old?.anchor?.state !== 'quarantined') debt.quarantinedMs = this.#world.nowMs
  }

  /** Before its anchor nobody owes anything to those who have left. */
  #begin(key: string, debt: Debt): void {
    debt.users.clear()
    for (const service of this.#world.services.values()) {
      const { role, lease, sharingKey } = this.#observe(service)
      if (role === 'port' && lease !== null && sharingKey === key) debt.users.set(leaseRefKey(lease), lease)
    }
  }

  #forget(key: string): void {
    this.#debts.delete(key)
    for (const [address, holder] of this.#lastHolder) if (holder === key) this.#lastHolder.delete(address)
  }

  #lost(key: string, address: string, debt: Debt): void {
    debt.isLost = true
    const pools = [...this.#world.metallb.pools.values()]
    // Whoever has it now got it by MetalLB's own choice, or was accused for it.
    if (this.#lastHolder.get(address) !== key) return
    if (pools.some((pool) => pool.allocation === null && holds(pool, parseIpAddress(address))))
      this.#accuse(`the anchor of ${key} loses ${address}, which is in a pool`)
  }

  #promised(key: string, address: string, debt: Debt): void {
    if (debt.address === null) this.counts.promises += 1
    if (debt.told !== null && debt.told !== address)
      this.#accuse(`the address of ${key} changes from ${debt.told} to ${address}`)
    debt.address = address
    debt.isLost = false
  }

  /** Whether an address cannot come back: somebody else has it, or MetalLB thinks that a Service has it that is gone. */
  #isGone(key: string, address: string): boolean {
    const isLeaking = this.#world.metallb.holders().some((holder) => !this.#world.services.has(holder))
    return isLeaking || this.#lastHolder.get(address) !== key
  }

  #debt(key: string): Debt {
    const known = this.#debts.get(key) ?? {
      address: null,
      told: null,
      users: new Map(),
      quarantinedMs: null,
      isLost: false,
    }
    this.#debts.set(key, known)
    return known
  }

  #observe(service: Service): ObservedService {
    const known = this.#read.get(service) ?? readService(service, AGENT_NAMESPACE)
    this.#read.set(service, known)
    return known
  }

  #accuse(words: string): void {
    this.violations.push(words)
  }
}

const placeOf = ({ namespace, name }: ObservedService) => `${namespace}/${name}`

/** The endpoint of a Service; null: none. */
export const endpointOf = ({ role, anchor, sharingKey }: ObservedService) =>
  role === 'foreign' ? null : (anchor?.sharingKey ?? sharingKey)

const nameOf = (service: ObservedService) => endpointOf(service) ?? placeOf(service)

/** From leased to held, or into quarantine. */
export const isRelease = (action: Action) =>
  action.kind === 'note-anchor' &&
  action.note.state !== action.from &&
  (action.note.state === 'quarantined' || action.from === 'leased')
