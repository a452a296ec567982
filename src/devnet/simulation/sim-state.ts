import { Group, QueryDeploymentResponse } from '#chain/wire/generated/akash_deployment.generated.ts'
import { Order, QueryBidResponse, QueryLeaseResponse } from '#chain/wire/generated/akash_market.generated.ts'
import { Provider, QueryAuditedProvidersResponse } from '#chain/wire/generated/akash_provider.generated.ts'
import type { Ledger } from '../market/ledger.ts'
import { bidState, deploymentState, leaseState, orderState } from '../market/record.ts'
import { type Table, versionAt } from '../market/table.ts'
import type { ListKind, StateEntry, StateView } from '../state/view.ts'
import type { Archive } from './archive.ts'

/** Answers of parameter queries, as a real node gave them. */
const constants: ReadonlyMap<string, Uint8Array> = new Map([
  [
    '/akash.market.v1beta5.Query/Params',
    Buffer.from(
      'Cj0KDgoEdWFrdBIGNTAwMDAwEBQaDgoEdWFjdBIGNTAwMDAwGg4KBHVha3QSBjUwMDAwMCICCAoqBQiAmp4B',
      'base64',
    ),
  ],
  [
    '/akash.deployment.v1beta4.Query/Params',
    Buffer.from('CiAKDgoEdWFrdBIGNTAwMDAwCg4KBHVhY3QSBjUwMDAwMA==', 'base64'),
  ],
])

/** One kind of record: where it is kept, what state it is in, how lists carry it. */
interface Shelf {
  scan(state: number, from: string, height: number): Iterable<StateEntry>
  find(key: string, height: number): StateEntry | null
}

/** The state of a simulated chain at any height that is kept: what lives, and the archive behind it. */
export class SimState {
  readonly #shelves: Readonly<Record<ListKind, Shelf>>
  readonly #ledger: Ledger
  readonly #archive: Archive

  constructor(ledger: Ledger, archive: Archive) {
    this.#ledger = ledger
    this.#archive = archive
    this.#shelves = {
      order: shelf(ledger.orders, orderState, Order),
      bid: shelf(ledger.bids, bidState, QueryBidResponse),
      lease: shelf(ledger.leases, leaseState, QueryLeaseResponse),
      deployment: shelf(ledger.deployments, deploymentState, QueryDeploymentResponse),
      provider: shelf(ledger.providers, () => 0, Provider),
    }
  }

  at(height: number): StateView {
    return {
      scan: (kind, state, from) =>
        merged(this.#shelves[kind].scan(state, from, height), this.#archive.scan(kind, state, from)),
      find: (kind, key) => this.#shelves[kind].find(key, height) ?? this.#archive.find(kind, key),
      group: (key, gseq) => {
        const deployment = this.#ledger.deployments.at(key, height) ?? this.#archive.deployment(key)
        const group = deployment?.groups[gseq - 1]
        return group === undefined ? null : Group.encode(group).finish()
      },
      audits: (owner) => {
        const providers = this.#ledger.audits.at(owner, height)?.providers ?? []
        if (providers.length === 0) return null
        return QueryAuditedProvidersResponse.encode({ providers, pagination: undefined }).finish()
      },
      constant: (path) => constants.get(path) ?? null,
    }
  }
}

function shelf<T>(
  table: Table<T>,
  stateOf: (record: T) => number,
  codec: { encode(record: T): { finish(): Uint8Array } },
): Shelf {
  const entry = (key: string, record: T): StateEntry => ({
    key,
    state: stateOf(record),
    encode: () => codec.encode(record).finish(),
  })
  return {
    *scan(state, from, height) {
      for (const row of table.scan(from)) {
        const record = versionAt(row, height)
        if (record !== null && stateOf(record) === state) yield entry(row.key, record)
      }
    },
    find(key, height) {
      const record = table.at(key, height)
      return record === null ? null : entry(key, record)
    },
  }
}

/** Two walks in key order as one. */
function* merged(left: Iterable<StateEntry>, right: Iterable<StateEntry>): Iterable<StateEntry> {
  const a = left[Symbol.iterator]()
  const b = right[Symbol.iterator]()
  let fromLeft = a.next()
  let fromRight = b.next()
  while (!fromLeft.done || !fromRight.done) {
    if (fromRight.done || (!fromLeft.done && fromLeft.value.key < fromRight.value.key)) {
      if (!fromLeft.done) yield fromLeft.value
      fromLeft = a.next()
    } else {
      yield fromRight.value
      fromRight = b.next()
    }
  }
}
