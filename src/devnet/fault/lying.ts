import {
  Lease_State,
  QueryLeaseResponse,
  QueryLeasesRequest,
  QueryLeasesResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import { list } from '../block/parse.ts'
import type { AbciQuery } from '../chain.ts'
import { idText } from '../market/emitted.ts'
import { at } from '../recorded/recording.ts'
import { isRecord } from '../rpc/frame.ts'
import type { LeaseName, Lie } from './switches.ts'

/** An answer about state with the lie in it; the answer itself where it does not concern the lease. */
export function lieAboutState(answer: string, query: AbciQuery, lie: Lie): string {
  const value = at(JSON.parse(answer), 'response', 'value')
  if (typeof value !== 'string') return answer
  const bytes = Buffer.from(value, 'base64')
  const lied = liedBytes(query, bytes, lie)
  return lied === null ? answer : answer.replace(value, Buffer.from(lied).toString('base64'))
}

function liedBytes(query: AbciQuery, bytes: Uint8Array, lie: Lie): Uint8Array | null {
  if (query.path.endsWith('.Query/Lease')) {
    const answer = QueryLeaseResponse.decode(bytes)
    return isAbout(answer, lie.lease) ? QueryLeaseResponse.encode(bent(answer, lie)).finish() : null
  }
  if (!query.path.endsWith('.Query/Leases')) return null
  const page = QueryLeasesResponse.decode(bytes)
  if (!page.leases.some((lease) => isAbout(lease, lie.lease))) return null
  const wanted = QueryLeasesRequest.decode(query.data).filters?.state ?? ''
  const shown = Object.entries(Lease_State).find(([, number]) => number === lie.state)?.[0]
  // A list of one state leaves the lease out where the lie says that it is in another.
  const leases = page.leases
    .map((lease) => (isAbout(lease, lie.lease) ? bent(lease, lie) : lease))
    .filter((lease) => wanted === '' || wanted === shown || !isAbout(lease, lie.lease))
  return QueryLeasesResponse.encode({ ...page, leases }).finish()
}

const bent = (answer: QueryLeaseResponse, lie: Lie): QueryLeaseResponse => ({
  ...answer,
  lease: answer.lease && { ...answer.lease, state: lie.state as Lease_State },
})

function isAbout({ lease }: QueryLeaseResponse, name: LeaseName): boolean {
  const id = lease?.id
  return (
    id !== undefined &&
    id.owner === name.owner &&
    id.dseq === name.dseq &&
    id.gseq === name.gseq &&
    id.oseq === name.oseq &&
    id.provider === name.provider
  )
}

/** A block's results without the events that name the lease; the same text where there are none. */
export function hideEvents(results: string, lease: LeaseName): string {
  const id = idText({ ...lease, bseq: 0 })
  if (!results.includes(JSON.stringify(id))) return results
  const value: unknown = JSON.parse(results)
  for (const tx of list(at(value, 'txs_results'))) {
    if (isRecord(tx)) tx.events = list(tx.events).filter((event) => !names(event, id))
  }
  return JSON.stringify(value)
}

const names = (event: unknown, id: string) =>
  String(at(event, 'type')).startsWith('akash.market.v1.EventLease') &&
  list(at(event, 'attributes')).some((attribute) => at(attribute, 'value') === id)
