import type { LeaseRef } from '#agent/model/lease-ref.ts'
import { leaseRefKey } from '#agent/model/lease-ref.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { plipName } from '#agent/stock/plip.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import { sharingKey } from '#agent/stock/sharing-key.ts'
import { lease as anyLease } from '#agent/stock/test-wishes.ts'
import type { Happening, LogEntry, Promises, ScenarioLog, SeenService, Wanted } from './scenario-log.ts'

export const promises: Promises = { holdAfterCloseMs: 1_000, quarantineMs: 2_000, slackMs: 100 }

export const ALICE = anyLease.owner
export const BOB = anyLease.provider
export const leaseOf = (owner: string, dseq: bigint): LeaseRef => ({ ...anyLease, owner, dseq })

export const wantedPort = (lease: LeaseRef, more: Partial<Wanted> = {}): Wanted => ({
  lease,
  service: 'web',
  externalPort: 80,
  port: 3000,
  protocol: 'TCP',
  sharingKey: sharingKey(lease.owner, 'front'),
  ...more,
})

/** Writes a log entry by entry; each happens 10 ms and one revision after the one before. */
export class LogWriter {
  readonly #entries: LogEntry[] = []
  #atMs = 1_000_000
  #uid = 0

  get log(): ScenarioLog {
    return { entries: this.#entries, promises, endMs: this.#atMs }
  }

  add(...happenings: readonly Happening[]): this {
    for (const happening of happenings) {
      this.#atMs += 10
      this.#entries.push({ ...happening, revision: this.#entries.length + 1, atMs: this.#atMs })
    }
    return this
  }

  wait(ms: number): this {
    this.#atMs += ms
    return this
  }

  want(...wishes: readonly Wanted[]): this {
    for (const wanted of wishes) this.add({ kind: 'wish', name: plipName(wanted), wanted })
    return this
  }

  unwant(wanted: Wanted): this {
    return this.add({ kind: 'wish', name: plipName(wanted), wanted: null })
  }

  chain(lease: LeaseRef, word: 'active' | 'ended'): this {
    return this.add({ kind: 'chain', lease: leaseRefKey(lease), word })
  }

  /** The chain says it at the revision of what was last written, so after that. */
  chainAtOnce(lease: LeaseRef, word: 'active' | 'ended'): this {
    const revision = this.#entries.length
    // Before the others of that revision, so that only the order of the judge puts it behind them.
    this.#entries.unshift({ kind: 'chain', lease: leaseRefKey(lease), word, revision, atMs: this.#atMs })
    return this
  }

  /** A Service comes without address and gets one. */
  born(service: SeenService, address: string): SeenService {
    const born = { ...service, uid: `uid-${++this.#uid}` }
    this.add({ kind: 'service', type: 'ADDED', service: born })
    return this.becomes(born, { addresses: [address] })
  }

  becomes(service: SeenService, change: Partial<SeenService>): SeenService {
    const changed = { ...service, ...change }
    this.add({ kind: 'service', type: 'MODIFIED', service: changed })
    return changed
  }

  gone(...services: readonly SeenService[]): this {
    for (const service of services) this.add({ kind: 'service', type: 'DELETED', service })
    return this
  }
}

const newborn = { uid: '', addresses: [], service: null }

export const anchorOf = (holder: string): SeenService => ({
  ...newborn,
  namespace: 'ipgw-agent',
  name: `anchor-of-${holder}`,
  role: 'anchor',
  holder,
  ports: [{ protocol: 'SCTP', port: 1, targetPort: 1 }],
})

export const portOf = (wanted: Wanted): SeenService => ({
  ...newborn,
  namespace: leaseNamespace(wanted.lease),
  name: portServiceName(wanted),
  role: 'port',
  holder: wanted.sharingKey,
  ports: [{ protocol: wanted.protocol, port: wanted.externalPort, targetPort: wanted.port }],
  service: wanted.service,
})

export const foreignService: SeenService = {
  ...newborn,
  namespace: 'ingress',
  name: 'controller',
  role: 'foreign',
  holder: 'ingress/controller',
  ports: [{ protocol: 'TCP', port: 443, targetPort: 443 }],
}
