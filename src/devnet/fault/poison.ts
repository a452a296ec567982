import { list } from '../block/parse.ts'
import { attribute, event } from '../market/emitted.ts'
import { isRecord } from '../rpc/frame.ts'

export const poisonKinds = [
  'nul',
  'invalid-utf8',
  'huge-number',
  'huge-attribute',
  'unknown-type',
  'odd-order',
  'malformed-id',
  'ghost',
] as const
export type PoisonKind = (typeof poisonKinds)[number]

/** Stands in JSON text for bytes that are no UTF-8; they are put in just before the answer is sent. */
export const INVALID_MARK = '\uE0FF'
const TEN_MB = 10 * 1024 * 1024

const owner = 'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78'
const idOf = (who: string, dseq: string) =>
  `{"owner":"${who}","dseq":"${dseq}","gseq":1,"oseq":1,"provider":"${owner}","bseq":0}`
const price = attribute('price', '{"denom":"uact","amount":"1.000000000000000000"}')
const created = (id: string) => event('akash.market.v1.EventLeaseCreated', [attribute('id', id), price])
const closed = (id: string, reason: string) =>
  event('akash.market.v1.EventLeaseClosed', [attribute('id', id), attribute('reason', reason)])

/** The events of each kind, as the node would write them into `finalize_block_events`. */
export function poisonEvents(kind: PoisonKind): string[] {
  switch (kind) {
    case 'nul':
      return [
        created(idOf('akash1\\u0000nul', '1')),
        event('akash.market.v1.Event\\u0000', [attribute('id', '\0')]),
      ]
    case 'invalid-utf8':
      return [created(idOf(`akash1${INVALID_MARK}`, '2'))]
    case 'huge-number':
      return [created(idOf(owner, '18446744073709551615')), created(idOf(owner, '18446744073709551616'))]
    case 'huge-attribute':
      return [
        created(idOf('x'.repeat(TEN_MB), '3')),
        event('other.v1.EventBig', [attribute('big', 'y'.repeat(TEN_MB))]),
      ]
    case 'unknown-type':
      return [
        event('akash.market.v1.EventLeaseTeleported', [attribute('id', idOf(owner, '4'))]),
        event('akash.market.v9.EventLeaseCreated', [attribute('id', idOf(owner, '4')), price]),
        closed(idOf(owner, '4'), '"lease_closed_reason_of_next_year"'),
      ]
    case 'odd-order':
      return [
        closed(idOf(owner, '5'), '"lease_closed_owner"'),
        created(idOf(owner, '5')),
        created(idOf(owner, '5')),
      ]
    case 'ghost':
      return [
        event('akash.market.v1.EventOrderClosed', [attribute('id', idOf(owner, '6'))]),
        event('akash.market.v1.EventBidClosed', [attribute('id', idOf(owner, '6'))]),
        event('akash.deployment.v1.EventDeploymentUpdated', [
          attribute('id', idOf(owner, '6')),
          attribute('hash', '"AAAA"'),
        ]),
        event('akash.provider.v1beta4.EventProviderUpdated', [attribute('owner', JSON.stringify(owner))]),
      ]
    case 'malformed-id':
      return [
        created('not json'),
        created('{"owner":5}'),
        event('akash.market.v1.EventLeaseCreated', []),
        created('[]'),
      ]
  }
}

/** Puts poison into a block's results; `odd-order` also turns the events of every transaction round. */
export function poisoned(results: string, kind: PoisonKind): string {
  const mark = '"finalize_block_events":['
  const text = kind === 'odd-order' ? reversed(results) : results
  return text.replace(mark, () => `${mark}${poisonEvents(kind).join(',')},`)
}

function reversed(results: string): string {
  const value: unknown = JSON.parse(results)
  if (!isRecord(value)) return results
  for (const tx of list(value.txs_results)) {
    if (isRecord(tx) && Array.isArray(tx.events)) tx.events.reverse()
  }
  return JSON.stringify(value)
}
