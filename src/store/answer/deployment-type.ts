import { evidence } from './evidence-type.ts'
import {
  blockTime,
  globalId,
  int,
  type Json,
  list,
  object,
  raw,
  rowBy,
  text,
  upper,
  word,
  wordOrNull,
} from './json.ts'
import { type ListOfLeases, leaseConnection } from './lease-connection.ts'
import { ordersOfGroup } from './order-type.ts'
import type { ObjectType, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** How many of a plain list; the caller has checked its range. */
export interface FirstOnly {
  readonly first: number
}

/** `on` is an element of a group's sequence numbers. */
const ipEndpointType: ObjectType = {
  name: 'IpEndpoint',
  fields: { sequenceNumber: (on) => int(`${on}.number`) },
}

function ipEndpoints(on: string, wanted: Wanted, statement: Statement): Json {
  const row = statement.alias()
  return list(
    object(ipEndpointType, row, { wanted, statement }),
    `unnest(${on}.ip_sequence_numbers) ${row}(number)`,
  )
}

/** `on` is a row of `deployment_group`. */
const groupType: ObjectType = {
  name: 'DeploymentGroup',
  fields: {
    gseq: (on) => int(`${on}.gseq`),
    name: (on) => text(`${on}.name`),
    state: (on) => word(upper(`${on}.state`)),
    deployment: (on, wanted, statement) => deploymentOf(`${on}.deployment_key`, wanted, statement),
    ipEndpoints,
    orders: (on, wanted, statement) => ordersOfGroup(`${on}.key`, wanted as Wanted<FirstOnly>, statement),
    orderCount: (on) => raw(`(select count(*) from market_order o where o.group_key = ${on}.key)`),
  },
}

function groupsOf(on: string, wanted: Wanted<FirstOnly>, statement: Statement): Json {
  const row = statement.alias()
  const first = Math.trunc(wanted.argument.first)
  return list(
    object(groupType, row, { wanted, statement }),
    `(select * from deployment_group g where g.deployment_key = ${on}.key order by g.gseq limit ${first}) ${row}`,
  )
}

/** The group of a key, which may be an expression; null where there is none. */
export const groupOf = (key: string, wanted: Wanted, statement: Statement): Json =>
  rowBy(groupType, { table: 'deployment_group', column: 'key', value: key }, { wanted, statement })

/** `on` is a row of `deployment`. */
const deploymentType: ObjectType = {
  name: 'Deployment',
  fields: {
    id: (on, _wanted, statement) => globalId('Deployment', `${on}.key`, statement),
    owner: (on) => word(`${on}.owner`),
    dseq: (on) => word(`${on}.dseq`),
    state: (on) => word(upper(`${on}.state`)),
    groups: (on, wanted, statement) => groupsOf(on, wanted as Wanted<FirstOnly>, statement),
    groupCount: (on) => raw(`(select count(*) from deployment_group g where g.deployment_key = ${on}.key)`),
    leases: (on, wanted, statement) =>
      leaseConnection(wanted as Wanted<ListOfLeases>, statement, {
        key: `${on}.key`,
        condition: (row) => `${row}.dseq = ${on}.dseq and ${row}.deployment_key = ${on}.key`,
      }),
    createdHeight: (on) => word(`${on}.created_height`),
    createdAt: (on) => wordOrNull(blockTime(`${on}.created_height`)),
    closedHeight: (on) => wordOrNull(`${on}.closed_height`),
    closedAt: (on) => wordOrNull(blockTime(`${on}.closed_height`)),
    evidence,
  },
}

/** The deployment of a key, which may be an expression; null where there is none. */
export const deploymentOf = (key: string, wanted: Wanted, statement: Statement): Json =>
  rowBy(deploymentType, { table: 'deployment', column: 'key', value: key }, { wanted, statement })
