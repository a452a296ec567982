import { changeConnection, type ListOfChanges } from './change-connection.ts'
import { deploymentOf } from './deployment-type.ts'
import { expression, type Json, literal, object } from './json.ts'
import { type ListOfLeases, leaseConnection } from './lease-connection.ts'
import { leaseOf } from './lease-type.ts'
import { networkType } from './network-type.ts'
import { type ListOfOrders, orderConnection } from './order-connection.ts'
import { type ListOfProviders, providerConnection } from './provider-connection.ts'
import { providerOf } from './provider-type.ts'
import type { FieldWriter, ObjectType, Selection, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** Names one record by its key. */
export interface ByKey {
  readonly key: string
}

/** Names a record of any type; null: of another chain. */
export type ById = { readonly type: 'Lease' | 'Deployment' | 'Provider'; readonly key: string } | null

type RecordWriter = (key: string, wanted: Wanted, statement: Statement) => Json

const byKey =
  (write: RecordWriter): FieldWriter =>
  (_on, wanted, statement) =>
    write(statement.parameter((wanted.argument as ByKey).key, 'text'), wanted, statement)

const records = { Lease: leaseOf, Deployment: deploymentOf, Provider: providerOf }

function node(_on: string, wanted: Wanted, statement: Statement): Json {
  const id = wanted.argument as ById
  return id === null ? literal('null') : byKey(records[id.type])('', wanted, statement)
}

/** The fields that a statement begins with. */
const queryType: ObjectType = {
  name: 'Query',
  fields: {
    node,
    network: (_on, wanted, statement) => object(networkType, '', { wanted, statement }),
    provider: byKey(providerOf),
    providers: (_on, wanted, statement) => providerConnection(wanted as Wanted<ListOfProviders>, statement),
    deployment: byKey(deploymentOf),
    lease: byKey(leaseOf),
    leases: (_on, wanted, statement) => leaseConnection(wanted as Wanted<ListOfLeases>, statement),
    openOrders: (_on, wanted, statement) => orderConnection(wanted as Wanted<ListOfOrders>, statement),
    changes: (_on, wanted, statement) => changeConnection(wanted as Wanted<ListOfChanges>, statement),
  },
}

/** The one row and column of the statement that answers a whole operation. */
export function answerText(selection: Selection, statement: Statement): string {
  const wanted = { as: '', field: '', argument: null, selection }
  return `select ${expression(object(queryType, '', { wanted, statement }))} as answer`
}
