import type { Alarm, EndpointVerdict } from '../model/verdict.ts'
import type { PoolObservation } from './pool-observation.ts'

/** observe: beside a stock operator, only looking; drive: in its place. */
export const agentModes = ['observe', 'drive'] as const
export type AgentMode = (typeof agentModes)[number]

/** What is, at one moment. Each list is in the order of its keys, and no key is there twice. */
export interface Observation {
  /** By sharing key. */
  readonly holdings: readonly EndpointVerdict[]
  /** By name. */
  readonly pools: readonly PoolObservation[]
  /** By kind and subject. */
  readonly alarms: readonly Alarm[]
}

/** An observation with its number: the first of a run is 1, each that differs from the one before is one more. */
export interface Snapshot extends Observation {
  /** The run of the agent that numbers: another epoch begins anew, from its own snapshot. */
  readonly epoch: string
  readonly sequence: number
  /** When it became so; it may be so for long. */
  readonly at: Date
  readonly provider: string
  readonly mode: AgentMode
}

/** What made the snapshot before this one the one with this number. */
export interface Increment {
  readonly epoch: string
  readonly sequence: number
  readonly at: Date
  /** At least one; no two about the same thing. */
  readonly changes: readonly ObservationChange[]
}

/** One thing that is new or different, whole; or one that is no more. */
export type ObservationChange =
  | { readonly kind: 'holding'; readonly holding: EndpointVerdict }
  | { readonly kind: 'holding-gone'; readonly sharingKey: string }
  | { readonly kind: 'pool'; readonly pool: PoolObservation }
  | { readonly kind: 'pool-gone'; readonly name: string }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'alarm-gone'; readonly alarm: Pick<Alarm, 'kind' | 'subject'> }

/** What names a thing among its kind. */
export const holdingKey = ({ sharingKey }: Pick<EndpointVerdict, 'sharingKey'>) => sharingKey
export const poolKey = ({ name }: Pick<PoolObservation, 'name'>) => name
export const alarmKey = ({ kind, subject }: Pick<Alarm, 'kind' | 'subject'>) => `${kind} ${subject}`
