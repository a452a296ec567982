import { type FirstOnly, groupOf } from './deployment-type.ts'
import { blockTime, int, type Json, list, object, oneRow, raw, upper, word, wordOrNull } from './json.ts'
import { leaseType } from './lease-type.ts'
import { price } from './price-type.ts'
import { providerOf } from './provider-type.ts'
import type { ObjectType, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** What became of a bid. Where its order has not been read, the bid's own state has to tell. */
const outcome = (on: string) => `case
  when exists (select from lease l where l.key = ${on}.key) then 'WON'
  else (select case
      when o.state is null and ${on}.state = 'active' then 'WON'
      when o.state is null and ${on}.state = 'open' then 'WAITING'
      when o.state is null or o.state <> 'open' or ${on}.state = 'lost' then 'LOST'
      when ${on}.state = 'closed' then 'WITHDRAWN' else 'WAITING' end
    from (values ((select m.state from market_order m where m.key = ${on}.order_key))) o(state)
  ) end`

/** `on` is a row of `bid`. */
const bidType: ObjectType = {
  name: 'Bid',
  fields: {
    providerAddress: (on) => word(`${on}.provider`),
    provider: (on, wanted, statement) => providerOf(`${on}.provider`, wanted, statement),
    bseq: (on) => int(`${on}.bseq`),
    price: (on, wanted, statement) => price(`${on}.price`, wanted, statement),
    state: (on) => word(upper(`${on}.state`)),
    outcome: (on) => word(outcome(on)),
    createdHeight: (on) => word(`${on}.created_height`),
  },
}

function bidsOf(on: string, wanted: Wanted<FirstOnly>, statement: Statement): Json {
  const row = statement.alias()
  const first = Math.trunc(wanted.argument.first)
  return list(
    object(bidType, row, { wanted, statement }),
    `(select * from bid b where b.order_key = ${on}.key order by b.provider, b.bseq limit ${first}) ${row}`,
  )
}

function leaseOfOrder(on: string, wanted: Wanted, statement: Statement): Json {
  const row = statement.alias()
  return oneRow(
    object(leaseType, row, { wanted, statement }),
    `(select * from lease l where l.dseq = ${on}.dseq and l.group_key = ${on}.group_key and l.oseq = ${on}.oseq
      order by l.created_height desc, l.key desc limit 1) ${row}`,
  )
}

/** `on` is a row of `market_order`. */
export const orderType: ObjectType = {
  name: 'Order',
  fields: {
    oseq: (on) => int(`${on}.oseq`),
    state: (on) => word(upper(`${on}.state`)),
    group: (on, wanted, statement) => groupOf(`${on}.group_key`, wanted, statement),
    bids: (on, wanted, statement) => bidsOf(on, wanted as Wanted<FirstOnly>, statement),
    bidCount: (on) => raw(`(select count(*) from bid b where b.order_key = ${on}.key)`),
    lease: leaseOfOrder,
    createdHeight: (on) => word(`${on}.created_height`),
    createdAt: (on) => wordOrNull(blockTime(`${on}.created_height`)),
  },
}

/** The orders of a group, by oseq. */
export function ordersOfGroup(key: string, wanted: Wanted<FirstOnly>, statement: Statement): Json {
  const row = statement.alias()
  const first = Math.trunc(wanted.argument.first)
  return list(
    object(orderType, row, { wanted, statement }),
    `(select * from market_order o where o.group_key = ${key} order by o.oseq limit ${first}) ${row}`,
  )
}
