import type { AgentPolicy } from '../../src/agent/model/policy.ts'
import type { plan } from '../../src/agent/plan/plan.ts'
import { calmFaults } from './calm-faults.ts'
import { Judge } from './judge.ts'
import { ModelAgent } from './model-agent.ts'
import { POOLS, PROVIDER, Tenants } from './tenants.ts'
import { World } from './world.ts'
import { AGENT_NAMESPACE } from './write.ts'

const SECOND = 1_000

export const policy: AgentPolicy = {
  provider: PROVIDER,
  agentNamespace: AGENT_NAMESPACE,
  metallbNamespace: 'metallb-system',
  holdAfterCloseMs: 300 * SECOND,
  quarantineMs: 200 * SECOND,
  maxHoldsPerOwner: 2,
  chainWordMs: 30 * SECOND,
  vanishGraceMs: 120 * SECOND,
  massVanishShare: 0.3,
  refusedAfterMs: 90 * SECOND,
}

export interface Verdict {
  readonly seed: string
  readonly steps: number
  readonly counts: Judge['counts']
  /** Empty: nothing happened that must not; with the step. */
  readonly violations: readonly string[]
}

/** One world from its seed: a storm of `steps` steps in which everything happens to everybody, and then a calm. */
export class Episode {
  readonly #seed: string
  readonly #world: World
  readonly #judge: Judge
  readonly #agent: ModelAgent
  readonly #tenants: Tenants
  #steps = 0

  /** `print` gets a line for everything that happens. */
  constructor(seed: string, planner: typeof plan, print: ((line: string) => void) | null = null) {
    this.#seed = seed
    this.#world = new World(seed, seed.endsWith('9') ? '0.14.9' : '0.16.1')
    if (print !== null) this.#world.trace = (line) => print(`${this.#steps} ${this.#world.nowMs} ${line()}`)
    this.#judge = new Judge(this.#world, policy)
    this.#agent = new ModelAgent(this.#world, policy, planner)
    this.#tenants = new Tenants(this.#world)
    this.#world.setPools(POOLS)
    this.#world.metallb.start()
  }

  run(steps: number): Verdict {
    const { random } = this.#world
    if (random.chance(0.2)) this.#leaveStock()
    for (let step = 0; step < steps && this.#isInnocent; step += 1) this.#step()
    if (this.#isInnocent) this.#calm()
    return this.#verdict()
  }

  get #isInnocent(): boolean {
    return this.#judge.violations.length === 0
  }

  #verdict(): Verdict {
    const violations = this.#judge.violations.map((words) => `step ${this.#steps}: ${words}`)
    return { seed: this.#seed, steps: this.#steps, counts: this.#judge.counts, violations }
  }

  /** A stock operator was here before the agent. */
  #leaveStock(): void {
    for (let count = 0; count < 20; count += 1) this.#tenants.act()
    this.#world.metallb.settle()
    this.#tenants.stock()
    this.#world.metallb.settle()
  }

  #step(): void {
    const { random, metallb } = this.#world
    this.#steps += 1
    this.#world.nowMs += random.between(0, random.chance(0.01) ? 60_000 : 1_500)
    const dice = random.fraction()
    if (dice < 0.32) metallb.step()
    else if (dice < 0.62) this.#act()
    else if (dice < 0.72) this.#decide(random.chance(0.3))
    else if (dice < 0.8) this.#agent.hear(random.between(1, 5))
    else if (dice < 0.86) this.#answer(random.chance(0.1))
    else if (dice < 0.97) this.#tenantActs()
    else this.#disturb()
  }

  #tenantActs(): void {
    this.#tenants.act()
    this.#judge.wishes.refresh()
  }

  #act(): void {
    const action = this.#agent.next()
    if (action === null) return
    const isLost = this.#world.random.chance(0.02)
    this.#world.trace(() => `${action.kind} for ${action.endpoint}: ${action.reason}`)
    this.#judge.witness(action, () => this.#agent.act(action, isLost))
  }

  #decide(isPartial: boolean): void {
    if (!this.#agent.isAlive) return
    if (this.#world.random.chance(0.6)) this.#agent.hear(1000)
    this.#judge.decided(this.#agent.decide(isPartial))
  }

  #answer(isSilent: boolean): void {
    for (const lease of this.#agent.questions)
      this.#agent.answer(lease, isSilent ? 'unknown' : this.#world.isEnded(lease) ? 'ended' : 'active')
  }

  /** Processes die and come back. */
  #disturb(): void {
    const { random, metallb } = this.#world
    this.#world.trace(
      () => `disturbed: MetalLB is ${metallb.phase}, the agent ${this.#agent.isAlive ? 'alive' : 'dead'}`,
    )
    if (random.chance(0.3)) this.#world.killMetallb()
    else if (metallb.phase === 'stopped') metallb.start()
    if (random.chance(0.2)) this.#agent.kill()
    else if (!this.#agent.isAlive) this.#agent.start()
    if (!this.#agent.isAlive && this.#tenants.hasStock && random.chance(0.3)) this.#tenants.stock()
  }

  /** Everything is put right, and the agent has all the time that it needs. */
  #calm(): void {
    const { metallb } = this.#world
    this.#tenants.calm()
    this.#agent.isTrusting = true
    metallb.start()
    metallb.settle()
    if (!this.#agent.isAlive) this.#agent.start()
    this.#judge.wishes.refresh()
    let quiet = 0
    for (let round = 0; round < 120 && quiet < 60 && this.#isInnocent; round += 1) {
      this.#steps += 1
      this.#world.nowMs += 20 * SECOND
      quiet = this.#round() === 0 ? quiet + 1 : 0
    }
    if (!this.#isInnocent) return
    this.#agent.decide(false)
    this.#answer(false)
    const decision = this.#agent.decide(false)
    this.#judge.violations.push(...calmFaults(this.#world, decision, this.#tenants.hasStock))
  }

  /** How many writes it took. */
  #round(): number {
    this.#agent.hear(1000)
    this.#answer(false)
    this.#decide(false)
    let writes = 0
    for (let action = this.#agent.next(); action !== null && this.#isInnocent; action = this.#agent.next()) {
      const now = action
      this.#world.trace(() => `${now.kind} for ${now.endpoint}: ${now.reason}`)
      this.#judge.witness(now, () => this.#agent.act(now, false))
      this.#world.metallb.settle()
      this.#steps += 1
      writes += 1
    }
    return writes
  }
}
