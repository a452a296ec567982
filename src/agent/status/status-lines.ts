import { leaseRefKey } from '../model/lease-ref.ts'
import { portKey } from '../model/port-wish.ts'
import type { EndpointVerdict, Pending, PortVerdict } from '../model/verdict.ts'
import type { Snapshot } from '../observe/observation.ts'
import { cursorText } from '../observe/observation-cursor.ts'
import type { PoolObservation } from '../observe/pool-observation.ts'
import { tableLines } from './table-lines.ts'

export interface StatusPage {
  readonly snapshot: Snapshot
  /** When the agent last looked at the cluster. */
  readonly seenAt: Date
  readonly now: Date
}

/** What `ipgw agent status` shows to people: what must be mended first, then pools, then every endpoint. */
export const statusLines = ({ snapshot, seenAt, now }: StatusPage): readonly string[] => [
  `provider  ${snapshot.provider}`,
  `mode      ${snapshot.mode}`,
  `seen      ${agoText(seenAt, now)} (${cursorText(snapshot)}, as it is for ${spanText(snapshot.at, now)})`,
  ...section(
    'alarms',
    snapshot.alarms.map(({ kind, subject, message }) => [kind, subject, message]),
  ),
  ...section('pools', poolRows(snapshot.pools)),
  ...section('endpoints', endpointRows(snapshot.holdings, now)),
]

/** A heading, and rows below it. */
const section = (title: string, rows: readonly (readonly string[])[]): readonly string[] => [
  '',
  title,
  ...(rows.length === 0 ? ['none'] : tableLines(rows)).map((line) => `  ${line}`),
]

function poolRows(pools: readonly PoolObservation[]): readonly (readonly string[])[] {
  if (pools.length === 0) return []
  const heads = [
    'name',
    'total',
    'in use',
    'held',
    'quarantined',
    'cordoned',
    'available',
    'leaked',
    'addresses',
  ]
  return [heads, ...pools.map(poolRow)]
}

const poolRow = (pool: PoolObservation): readonly string[] => [
  pool.name,
  ...[pool.total, pool.inUse, pool.held, pool.quarantined, pool.cordoned, pool.available].map(String),
  pool.leaked === null ? '-' : String(pool.leaked),
  [
    pool.addresses.join(','),
    ...(pool.autoAssign ? [] : ['by name only']),
    ...(pool.restricted ? ['not for leases'] : []),
  ].join(' '),
]

function endpointRows(holdings: readonly EndpointVerdict[], now: Date): readonly (readonly string[])[] {
  if (holdings.length === 0) return []
  return [
    ['address', 'state', 'endpoint', 'port', 'to', 'lease'],
    ...holdings.flatMap((one) => rowsOf(one, now)),
  ]
}

/** A row for the endpoint with its first port, one for each further port, and a sentence for each thing that is pending. */
function rowsOf(holding: EndpointVerdict, now: Date): readonly (readonly string[])[] {
  const { address, sharingKey, ports, pending } = holding
  const [first, ...more] = ports
  const head = [address ?? '-', stateText(holding, now), sharingKey]
  const own = (port: PortVerdict | undefined) =>
    pendingRow(isSame(port?.pending, pending) ? null : port?.pending)
  return [
    [...head, ...(first === undefined ? ['-'] : portCells(first))],
    ...pendingRow(pending),
    ...own(first),
    ...more.flatMap((port) => [['', '', '', ...portCells(port)], ...own(port)]),
  ]
}

/** What keeps the endpoint keeps its ports too, and is said once. */
const isSame = (a: Pending | null | undefined, b: Pending | null) => a?.message === b?.message

const stateText = ({ state, until }: EndpointVerdict, now: Date) =>
  until === null ? state : `${state} for ${spanText(now, until)}`

const portCells = (port: PortVerdict): readonly string[] => [
  `${portKey(port)}${port.state === 'open' ? '' : ' pending'}`,
  `${port.service}:${port.port}`,
  leaseRefKey(port.lease),
]

const pendingRow = (pending: Pending | null | undefined): readonly (readonly string[])[] =>
  pending == null ? [] : [[`! ${pending.reason}: ${pending.message}`]]

const agoText = (then: Date, now: Date) => `${spanText(then, now)} ago`

/** The larger two of days, hours, minutes and seconds; nothing below zero. */
function spanText(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000))
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2).filter(([count]) => count > 0)
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
