import type { Action } from '../model/action.ts'
import type { LeaseWord } from '../model/chain-word.ts'
import type { ClusterView } from '../model/cluster-view.ts'
import type { EndpointWish } from '../model/endpoint-wish.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { AnchorNote, ObservedService } from '../model/observed-service.ts'
import type { PlanResult } from '../model/plan-result.ts'
import type { AgentPolicy } from '../model/policy.ts'
import type { PortWish } from '../model/port-wish.ts'
import { anchorName } from '../object/anchor.ts'
import { anchorService, noteOf, poolOf, portService } from '../pool/test-services.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { portServiceName } from '../stock/port-service-name.ts'
import { sharingKey } from '../stock/sharing-key.ts'
import { lease, wish } from '../stock/test-wishes.ts'
import type { Moment } from './moment.ts'
import { plan } from './plan.ts'
import type { PlanOptions } from './plan-options.ts'

export { lease, wish }
export const key = wish.sharingKey
/** Another lease of the same owner. */
export const secondLease: LeaseRef = { ...lease, dseq: 300000n }
export const otherOwner = 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxh'
export const otherLease: LeaseRef = { ...lease, owner: otherOwner }
export const otherKey = sharingKey(otherOwner, 'front')

export const SECOND = 1_000
export const MINUTE = 60 * SECOND

export const policy: AgentPolicy = {
  provider: lease.provider,
  agentNamespace: 'ipgw-agent',
  metallbNamespace: 'metallb-system',
  holdAfterCloseMs: 60 * MINUTE,
  quarantineMs: 10 * MINUTE,
  maxHoldsPerOwner: 2,
  chainWordMs: MINUTE,
  vanishGraceMs: 2 * MINUTE,
  massVanishShare: 0.2,
  refusedAfterMs: 90 * SECOND,
}

export const start = new Date('2026-02-01T12:00:00Z')

/** So many milliseconds after the start. */
export const at = (ms = 0): Moment => ({ wall: new Date(start.getTime() + ms), monotonicMs: 1_000_000 + ms })

const namespaces = new Map(
  [lease, secondLease, otherLease].map((each) => [leaseNamespace(each), 'Active'] as const),
)

/** One pool of four addresses, from 198.51.100.0 on, and nothing else. */
export const viewOf = (part: Partial<ClusterView> = {}): ClusterView => ({
  ports: [],
  endpoints: [],
  faults: new Set(),
  services: [],
  pools: [poolOf(['198.51.100.0/30'])],
  namespaces,
  configuration: null,
  chain: new Map(),
  fresh: true,
  seenSince: new Map(),
  ...part,
})

export const planOf = (part: Partial<ClusterView>, ms = 0, options: PlanOptions = {}): PlanResult =>
  plan(viewOf(part), policy, at(ms), options)

export const saying = (
  word: LeaseWord,
  ms = 0,
  leases: readonly LeaseRef[] = [lease],
): ClusterView['chain'] =>
  new Map(leases.map((each) => [leaseRefKey(each), { word, atMs: at(ms).monotonicMs }]))

export const overrideOf = (part: Partial<EndpointWish> = {}): EndpointWish => ({
  owner: lease.owner,
  sharingKey: key,
  address: null,
  holdUntil: null,
  ports: [],
  closed: [],
  source: { kind: 'LeasedIPOverride', namespace: 'ipgw-agent', name: key, uid: 'o-1' },
  ...part,
})

/** The Service that a wish becomes, at that address; null: pinned to the first of the pool and pending. */
export function serviceOf(
  wished: PortWish,
  address: string | null,
  part: Partial<ObservedService> = {},
): ObservedService {
  const { protocol, externalPort, port, sharingKey, service } = wished
  return portService(address, {
    namespace: leaseNamespace(wished.lease),
    name: portServiceName(wished),
    uid: `u-${leaseNamespace(wished.lease).slice(0, 4)}-${portServiceName(wished)}`,
    lease: wished.lease,
    service,
    sharingKey,
    pin: address ?? '198.51.100.0',
    ports: [{ protocol, port: externalPort, targetPort: port }],
    pool: address === null ? null : 'default',
    ...part,
  })
}

export function anchorOf(
  address: string | null,
  note: Partial<AnchorNote> = {},
  part: Partial<ObservedService> = {},
): ObservedService {
  const whole = { ...noteOf(note.state ?? 'leased'), ...note }
  return anchorService(address, whole.state, {
    name: anchorName(whole.sharingKey),
    uid: `a-${whole.sharingKey}`,
    sharingKey: whole.state === 'quarantined' ? 'quarantine-1' : whole.sharingKey,
    anchor: whole,
    pin: address ?? '198.51.100.0',
    pool: address === null ? null : 'default',
    ...part,
  })
}

/** Actions as short lines: what is done to which address or Service. */
export const linesOf = ({ actions }: Pick<PlanResult, 'actions'>) => actions.map(lineOf)

function lineOf(action: Action): string {
  switch (action.kind) {
    case 'create-anchor':
      return `create-anchor ${action.address} ${action.note.state}`
    case 'note-anchor':
      return `note-anchor ${action.from} → ${action.note.state}`
    case 'repin-anchor':
      return `repin-anchor ${action.from} → ${action.address}`
    case 'delete-anchor':
      return `delete-anchor ${action.anchor.name}`
    case 'create-port':
      return `create-port ${action.port.name} ${action.port.address}${action.port.spare === null ? '' : ` SCTP/${action.port.spare}`}`
    case 'open-port':
    case 'retarget-port':
      return `${action.kind} ${action.port.name}`
    case 'pin-port':
      return `pin-port ${action.service.name} ${action.address}`
    case 'delete-port':
      return `delete-port ${action.service.name}${action.ifUnchanged ? ' if unchanged' : ''}`
  }
}

export const pendingOf = (result: PlanResult, endpoint = key) =>
  result.verdicts.find((verdict) => verdict.sharingKey === endpoint)?.pending?.reason ?? null

export const portPendingOf = (result: PlanResult, endpoint = key) =>
  result.verdicts
    .find((verdict) => verdict.sharingKey === endpoint)
    ?.ports.map((port) => port.pending?.reason ?? port.state) ?? []

export const alarmsOf = ({ alarms }: PlanResult) => alarms.map(({ kind, subject }) => `${kind} ${subject}`)
