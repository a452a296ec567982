import { evidence } from './evidence-type.ts'
import {
  boolean,
  globalId,
  int,
  type Json,
  list,
  object,
  raw,
  rowBy,
  selectionOf,
  text,
  word,
  wordOrNull,
} from './json.ts'
import { type ListOfLeases, leaseConnection } from './lease-connection.ts'
import type { ObjectType, Selection, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** A JSON list of auditors' addresses, each once and in alphabetical order. */
const auditors = (address: string) =>
  `concat('[', string_agg(distinct '"' || (${address}) || '"', ',' order by '"' || (${address}) || '"'), ']')`

const auditor = `(u.v->>'auditor') collate "C"`

/** No row: nobody has asked the chain yet, which the schema says as null. */
const auditedBy = (on: string): Json =>
  raw(`coalesce((select (select ${auditors(auditor)} from jsonb_array_elements(s.audits) u(v) where u.v->'attributes' <> '[]')
    from provider_audit s where s.provider = ${on}.address), 'null')`)

const textOrNull = (sql: string) => text(`nullif(${sql}, '')`)

/** `on` is an element of a provider's attributes, with its place and who signed it. */
const attributeType: ObjectType = {
  name: 'Attribute',
  fields: {
    key: (on) => text(`${on}.v->>'key'`),
    value: (on) => text(`${on}.v->>'value'`),
    auditedBy: (on) =>
      raw(`case when ${on}.provider is null then 'null' else coalesce(${on}.auditors, '[]') end`),
  },
}

/** What auditors signed of a provider, each once with all who did. */
const signed = (on: string) => `(select a.v, ${auditors(auditor)} as auditors
  from provider_audit s, jsonb_array_elements(s.audits) u(v), jsonb_array_elements(u.v->'attributes') a(v)
  where s.provider = ${on}.address group by a.v)`

/** Whether nothing but keys and values is asked for, as they are stored. */
const isAsStored = (selection: Selection) =>
  selection.map(({ as, field }) => `${as} ${field}`).join() === 'key key,value value'

function attributes(on: string, wanted: Wanted, statement: Statement): Json {
  const selection = selectionOf(wanted)
  if (isAsStored(selection)) return raw(`${on}.attributes_text`)
  const element = statement.alias()
  const json = object(attributeType, element, { wanted, statement })
  const elements = `jsonb_array_elements(${on}.attributes) with ordinality`
  if (!selection.some(({ field }) => field === 'auditedBy')) return list(json, `${elements} ${element}(v, n)`)
  const audited = `(select e.v, e.n, s.provider, g.auditors from ${elements} e(v, n)
    left join ${signed(on)} g on g.v = e.v left join provider_audit s on s.provider = ${on}.address) ${element}`
  return list(json, audited, ` order by ${element}.n`)
}

/** `on` is a row of `provider`. */
export const providerType: ObjectType = {
  name: 'Provider',
  fields: {
    id: (on, _wanted, statement) => globalId('Provider', `${on}.address`, statement),
    address: (on) => word(`${on}.address`),
    hostUri: (on) => text(`${on}.host_uri`),
    email: (on) => textOrNull(`${on}.email`),
    website: (on) => textOrNull(`${on}.website`),
    attributes,
    auditedBy,
    declaresIpLeases: (on) => boolean(`${on}.declares_ip_leases`),
    createdHeight: (on) => wordOrNull(`${on}.created_height`),
    activeLeaseCount: (on) => int(`${on}.active_lease_count`),
    leases: (on, wanted, statement) =>
      leaseConnection(wanted as Wanted<ListOfLeases>, statement, {
        key: `${on}.address`,
        condition: (row) => `${row}.provider = ${on}.address`,
      }),
    evidence,
  },
}

/** The provider of an address, which may be an expression; null where there is none. */
export const providerOf = (address: string, wanted: Wanted, statement: Statement): Json =>
  rowBy(providerType, { table: 'provider', column: 'address', value: address }, { wanted, statement })
