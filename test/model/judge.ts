import { type Action, boundTo } from '../../src/agent/model/action.ts'
import { leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { ObservedService } from '../../src/agent/model/observed-service.ts'
import type { AgentPolicy } from '../../src/agent/model/policy.ts'
import { judgeDecision } from './judge-decision.ts'
import { Ledger } from './ledger.ts'
import { DECISION_MS, type Decision } from './model-agent.ts'
import { endpointOf, placeOf } from './service-names.ts'
import { WishHistory } from './wish-history.ts'
import type { World } from './world.ts'

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
  readonly #ledger: Ledger

  constructor(world: World, policy: AgentPolicy) {
    this.#world = world
    this.#policy = policy
    this.wishes = new WishHistory(world)
    this.#ledger = new Ledger(world, (words) => this.#accuse(words))
  }

  decided(decision: Decision): void {
    this.counts.decisions += 1
    this.violations.push(...judgeDecision(decision))
    this.#judgeHolds(decision)
    for (const { state, sharingKey, address } of decision.result.verdicts) {
      const debt = this.#ledger.debt(sharingKey)
      if (state === 'assigned' && debt.address === address) debt.told = address
    }
  }

  /** Judges an action by what is, and lets it be done. */
  witness(action: Action, act: () => void): void {
    this.counts.writes += 1
    if (action.kind === 'open-port') this.counts.moves += 1
    this.wishes.refresh()
    const service = this.#targetOf(action)
    if (service !== null) this.#judgeTarget(action, service)
    this.#ledger.isReleasing = action.kind === 'delete-anchor'
    act()
    this.#ledger.isReleasing = false
    this.counts.promises = this.#ledger.promises
  }

  /** The object that an action is about, if it is still the same. */
  #targetOf(action: Action): ObservedService | null {
    const target = 'anchor' in action ? action.anchor : 'service' in action ? action.service : null
    const service =
      target === null ? undefined : this.#world.services.get(`${target.namespace}/${target.name}`)
    if (service === undefined || service.metadata.uid !== target?.uid) return null
    const bound = boundTo(action)
    const isRefused = bound !== null && bound.resourceVersion !== service.metadata.resourceVersion
    return isRefused ? null : this.#ledger.observe(service)
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
    const debt = this.#ledger.debt(key)
    if (debt.told !== null && this.#ledger.isGone(key, debt.told)) debt.told = null
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
    const anchors = [...this.#world.services.values()].map((service) => this.#ledger.observe(service))
    const anchor = anchors.find((each) => each.anchor?.sharingKey === endpoint)
    return pin !== null && anchor !== undefined && anchor.pin !== pin
  }

  #judgeRelease(action: Action, { anchor }: ObservedService): void {
    const { endpoint } = action
    this.counts.releases += 1
    if (this.wishes.isKnown(endpoint)) this.#accuse(`releases ${endpoint}, which is wished`)
    if (anchor?.state !== 'leased') return
    for (const lease of this.#ledger.debt(endpoint).users.values())
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
    const { quarantinedMs } = this.#ledger.debt(endpoint)
    if (quarantinedMs === null) this.#accuse(`deletes the anchor of ${endpoint}, which is not in quarantine`)
    else if (this.#world.nowMs - quarantinedMs < this.#policy.quarantineMs - DECISION_MS)
      this.#accuse(`ends the quarantine of ${endpoint} too early`)
    for (const other of this.#world.services.values()) {
      const observed = this.#ledger.observe(other)
      if (observed.role === 'port' && endpointOf(observed) === endpoint)
        this.#accuse(`deletes the anchor ${placeOf(service)}, and ${placeOf(observed)} is there`)
    }
  }

  #accuse(words: string): void {
    this.violations.push(words)
  }
}

/** From leased to held, or into quarantine. */
export const isRelease = (action: Action) =>
  action.kind === 'note-anchor' &&
  action.note.state !== action.from &&
  (action.note.state === 'quarantined' || action.from === 'leased')
