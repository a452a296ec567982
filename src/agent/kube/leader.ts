import { Failure, isFailure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { KubeClient } from './kube-client.ts'
import type { Lease } from './kube-objects.ts'
import { verdictOf } from './kube-verdict.ts'
import { LEASE_SECONDS, leaseStep, microTime, type SeenLease, see } from './lease-step.ts'
import { leases, type ObjectName } from './resource.ts'

export interface LeaderOptions {
  readonly client: Pick<KubeClient, 'get' | 'create' | 'mergePatch'>
  /** The Lease that all agents of one provider compete for. */
  readonly lease: ObjectName
  /** Unique to this process, also among its restarts: a pod's name and a random id. */
  readonly identity: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told when this process begins to lead and when it no longer does. Must not throw. */
  readonly onChange?: (leads: boolean) => void
}

/** That this process leads at this moment. */
export interface Leadership {
  /** Counts the changes of holder: a later leader has a higher one. */
  readonly epoch: number
  /** Milliseconds for which writes may still be begun. Above 0. */
  readonly remainingMs: number
}

/** The one process of several that may write. */
export interface Leader {
  /** To be asked right before each write. Throws FENCED where another process may lead by now. */
  assertLeader(): Leadership
  /** Who holds the Lease, as seen last; null: nobody, or it was not seen yet. */
  holder(): string | null
  /** Stops leading, then gives the Lease back so that another need not wait for its end. */
  stop(): Promise<void>
}

const RENEW_MS = 5000
/** How often somebody else's Lease is looked at, and how soon a renewal that failed is tried again. */
const LOOK_MS = 2000
const AT_ONCE_MS = 100
/** Nothing is begun in the last part of a Lease, so that a write is over before another can take it. */
const FENCE_MS = 3000
/** For one request about the Lease: several fit into its time. */
const REQUEST = { timeoutMs: 3000 }

/** Begins to compete at once. */
export function startLeader(options: LeaderOptions): Leader {
  return new Competing(options)
}

class Competing implements Leader {
  readonly #options: LeaderOptions
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #seen: SeenLease | null = null
  /** Monotonic: until when nobody else can have taken the Lease. */
  #validUntilMs = Number.NEGATIVE_INFINITY
  /** The highest `leaseTransitions` that was seen; goes on also where somebody deletes the Lease. */
  #epoch = 0
  #leads = false
  #failing = false

  constructor(options: LeaderOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  assertLeader(): Leadership {
    const remainingMs = this.#remainingMs()
    if (remainingMs <= 0)
      throw new Failure('FENCED', `the Lease ${this.#options.lease.name} is not ours`, {
        holder: this.holder(),
      })
    return { epoch: this.#epoch, remainingMs }
  }

  holder(): string | null {
    return this.#seen?.lease.spec?.holderIdentity || null
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    const held = this.#leads && this.#seen !== null
    this.#lose()
    if (held) await this.#release()
  }

  #remainingMs(): number {
    return this.#validUntilMs - FENCE_MS - this.#options.clock.monotonicMs()
  }

  async #run(): Promise<void> {
    const { clock, log, random } = this.#options
    const { signal } = this.#stopping
    while (!signal.aborted) {
      let pauseMs = LOOK_MS
      try {
        pauseMs = await this.#step()
        this.#failing = false
      } catch (error) {
        if (!this.#failing) log.warn({ err: error }, 'cannot keep the Lease of the leader')
        this.#failing = true
      }
      if (this.#leads && this.#remainingMs() <= 0) this.#lose()
      // Candidates that saw the same Lease end do not come at the same moment.
      await sleepUntilStopped(clock, pauseMs * (0.8 + 0.2 * random()), signal)
    }
  }

  /** Looks and acts once; the pause until the next time in milliseconds. */
  async #step(): Promise<number> {
    const { identity, clock } = this.#options
    // Who leads renews what it wrote last without a look: if that is no longer so, the condition fails.
    if (!this.#leads) await this.#look()
    const step = leaseStep(this.#seen, { identity, held: this.#leads }, clock.monotonicMs())
    if (step.do === 'lost') this.#lose()
    if (step.do === 'lost' || step.do === 'wait') return LOOK_MS
    try {
      await this.#write(step.do)
      return RENEW_MS
    } catch (error) {
      if (!['conflict', 'exists', 'missing'].includes(verdictOf(error))) throw error
      await this.#look()
      return AT_ONCE_MS
    }
  }

  async #look(): Promise<void> {
    const { client, lease, clock } = this.#options
    try {
      const found = await client.get(leases, lease, REQUEST)
      this.#remember(see(this.#seen, found, clock.monotonicMs()))
    } catch (error) {
      if (verdictOf(error) !== 'missing') throw error
      this.#seen = null
    }
  }

  #remember(seen: SeenLease): void {
    this.#seen = seen
    this.#epoch = Math.max(this.#epoch, seen.lease.spec?.leaseTransitions ?? 0)
  }

  /** The time counts from before the request: whoever sees the Lease sees it later. */
  async #write(step: 'acquire' | 'renew'): Promise<void> {
    const { clock, onChange, log } = this.#options
    const sentAtMs = clock.monotonicMs()
    const written = await this.#put(step)
    this.#remember({ lease: written, seenAtMs: sentAtMs })
    this.#validUntilMs = sentAtMs + LEASE_SECONDS * 1000
    if (this.#leads) return
    this.#leads = true
    log.info({ epoch: this.#epoch }, 'leads')
    onChange?.(true)
  }

  #put(step: 'acquire' | 'renew'): Promise<Lease> {
    const { client, clock, identity, lease } = this.#options
    const renewTime = microTime(clock.now())
    const known = this.#seen?.lease
    const hold = {
      holderIdentity: identity,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: renewTime,
      renewTime,
      leaseTransitions: this.#epoch + 1,
    }
    if (known === undefined) return client.create(leases, { metadata: lease, spec: hold }, REQUEST)
    const { resourceVersion } = known.metadata
    const spec = step === 'renew' ? { renewTime } : hold
    return client.mergePatch(leases, { ...lease, resourceVersion, patch: { spec } }, REQUEST)
  }

  #lose(): void {
    this.#validUntilMs = Number.NEGATIVE_INFINITY
    if (!this.#leads) return
    this.#leads = false
    this.#options.log.warn({ holder: this.holder() }, 'leads no more')
    this.#options.onChange?.(false)
  }

  async #release(): Promise<void> {
    const { client, clock, lease, log } = this.#options
    const resourceVersion = this.#seen?.lease.metadata.resourceVersion ?? ''
    const spec = { holderIdentity: null, leaseDurationSeconds: 1, renewTime: microTime(clock.now()) }
    try {
      await client.mergePatch(leases, { ...lease, resourceVersion, patch: { spec } }, REQUEST)
    } catch (error) {
      log.warn({ err: error }, 'could not give the Lease back; it ends by itself')
    }
  }
}

async function sleepUntilStopped(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal)
  } catch (error) {
    if (!isFailure(error, 'ABORTED')) throw error
  }
}
