import { jsonText } from '../json-text.ts'
import type { Window } from '../query/keyset.ts'
import { type ProviderFilter, type ProviderOrder, providerSorts } from '../query/provider-filter.ts'
import { bounds, onRow } from './bounds.ts'
import { type CursorStart, connection, cursorOf, type List } from './connection.ts'
import type { Json } from './json.ts'
import { providerType } from './provider-type.ts'
import type { Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** One page of providers. */
export interface ListOfProviders {
  readonly filter: ProviderFilter
  readonly order: ProviderOrder
  readonly window: Window
  readonly cursor: CursorStart
}

/** One page of the providers that meet a filter. */
export function providerConnection(wanted: Wanted<ListOfProviders>, statement: Statement): Json {
  const { filter, order, window, cursor } = wanted.argument
  const sort = providerSorts[order]
  const conditions = providerConditions(filter, statement)
  const sorted = (row: string) => sort.columns.map((column) => onRow(column.expression, row))
  const list: List = {
    type: providerType,
    from: (row) => `provider ${row}`,
    conditions: (row) => conditions.map((condition) => condition(row)),
    sort: sorted,
    descending: sort.descending,
    beyond: bounds(sort, window, statement),
    cursor: (row) => cursorOf(cursor, null, { values: sorted(row), statement }),
  }
  return connection(list, window, { wanted, statement })
}

function providerConditions(filter: ProviderFilter, statement: Statement): ((row: string) => string)[] {
  const { declaresIpLeases, attributes = [], auditedBy } = filter
  const json = (value: unknown) => statement.later(jsonText([value]), 'jsonb')
  const holds = (value: unknown) => {
    const parameter = json(value)
    return (row: string) => `${row}.attributes @> ${parameter()}`
  }
  const isAuditedBy = (auditor: string) => {
    const parameter = json({ auditor })
    return (row: string) =>
      `exists (select from provider_audit s where s.provider = ${row}.address and s.audits @> ${parameter()})`
  }
  return [
    declaresIpLeases !== undefined &&
      ((row: string) => `${declaresIpLeases ? '' : 'not '}${row}.declares_ip_leases`),
    // One condition for each: of several elements of one @> each is looked for by itself anyway.
    ...attributes.map((wanted) => holds(wanted)),
    auditedBy !== undefined && isAuditedBy(auditedBy),
  ].filter((condition) => condition !== false)
}
