import { deploymentOf } from './deployment-type.ts'
import { eventConnection, type ListOfEvents } from './event-connection.ts'
import { evidence } from './evidence-type.ts'
import {
  blockTime,
  dateTime,
  globalId,
  int,
  type Json,
  object,
  onlyIf,
  rawOrNull,
  rowBy,
  upper,
  word,
  wordOrNull,
} from './json.ts'
import { price } from './price-type.ts'
import { providerOf } from './provider-type.ts'
import type { ObjectType, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** The last second that a JavaScript date can name (ECMAScript 2023, 21.4.1.1). */
const LAST_SECOND = 8_640_000_000_000

const reclaimType: ObjectType = {
  name: 'LeaseReclaim',
  fields: {
    startedHeight: (on) => word(`${on}.reclaim_started_height`),
    startedAt: (on) => wordOrNull(blockTime(`${on}.reclaim_started_height`)),
    deadline: (on) => wordOrNull(dateTimeOfSecond(`${on}.reclaim_deadline`)),
    reason: (on) => word(upper(`coalesce(${on}.reclaim_reason, 'unknown')`)),
  },
}

/**
 * Years beyond 9999 have a form of their own in JavaScript, and Postgres knows none beyond 294276: such a
 * deadline ends the statement, and graphql-js answers instead.
 */
export const dateTimeOfSecond = (second: string) =>
  `case when abs(${second}) > ${LAST_SECOND} then null when ${second} not between 0 and 253402300799
    then (1 / (${second} - ${second}))::text else ${dateTime(`to_timestamp(${second})`)} end`

/** A lease may know its reclamation window long before any notice: only a notice counts. */
const reclaim = (on: string, wanted: Wanted, statement: Statement): Json =>
  onlyIf(`${on}.reclaim_started_height is not null`, object(reclaimType, on, { wanted, statement }))

/** `on` is a row of `lease`. */
export const leaseType: ObjectType = {
  name: 'Lease',
  fields: {
    id: (on, _wanted, statement) => globalId('Lease', `${on}.key`, statement),
    owner: (on) => word(`${on}.owner`),
    dseq: (on) => word(`${on}.dseq`),
    gseq: (on) => int(`${on}.gseq`),
    oseq: (on) => int(`${on}.oseq`),
    bseq: (on) => int(`${on}.bseq`),
    providerAddress: (on) => word(`${on}.provider`),
    provider: (on, wanted, statement) => providerOf(`${on}.provider`, wanted, statement),
    deployment: (on, wanted, statement) => deploymentOf(`${on}.deployment_key`, wanted, statement),
    state: (on) => word(upper(`${on}.state`)),
    closeReason: (on) => wordOrNull(upper(`${on}.close_reason`)),
    reclaim,
    price: (on, wanted, statement) => price(`${on}.created_price`, wanted, statement),
    currentPrice: (on, wanted, statement) => price(`${on}.price`, wanted, statement),
    createdHeight: (on) => word(`${on}.created_height`),
    createdAt: (on) => wordOrNull(blockTime(`${on}.created_height`)),
    closedHeight: (on) => wordOrNull(`${on}.closed_height`),
    closedAt: (on) => wordOrNull(blockTime(`${on}.closed_height`)),
    ipEndpointCount: (on) => rawOrNull(`${on}.ip_endpoint_count`),
    events: (on, wanted, statement) => eventConnection(on, wanted as Wanted<ListOfEvents>, statement),
    evidence,
  },
}

/** The lease of a key, which may be an expression; null where there is none. */
export const leaseOf = (key: string, wanted: Wanted, statement: Statement): Json =>
  rowBy(leaseType, { table: 'lease', column: 'key', value: key }, { wanted, statement })
