import { storeKey } from '../state/store-key.ts'
import type {
  AuditRecord,
  BidRecord,
  DeploymentRecord,
  LeaseRecord,
  OrderRecord,
  ProviderRecord,
} from './record.ts'
import { Table, type Undo } from './table.ts'

interface DeploymentKeyParts {
  readonly owner: string
  readonly dseq: bigint
}
interface OrderKeyParts extends DeploymentKeyParts {
  readonly gseq: number
  readonly oseq: number
}
interface BidKeyParts extends OrderKeyParts {
  readonly provider: string
  readonly bseq: number
}

/** The whole state of the simulated chain at its newest height, and as far back as it is kept. */
export class Ledger {
  readonly deployments: Table<DeploymentRecord>
  readonly orders: Table<OrderRecord>
  readonly bids: Table<BidRecord>
  readonly leases: Table<LeaseRecord>
  /** By store key of the provider. */
  readonly providers: Table<ProviderRecord>
  /** By owner; null-like (no providers) once everything is deleted. */
  readonly audits: Table<AuditRecord>
  /** The height that is being made; writes are true from it on. */
  height = 0
  /** The time of the block that is being made, in unix seconds. */
  time = 0
  readonly #bidsOfOrder = new Map<string, string[]>()
  #journal: Undo[] = []

  constructor(keepRecent: number) {
    this.deployments = new Table(keepRecent)
    this.orders = new Table(keepRecent)
    this.bids = new Table(keepRecent)
    this.leases = new Table(keepRecent)
    this.providers = new Table(keepRecent)
    this.audits = new Table(keepRecent)
  }

  putDeployment(record: DeploymentRecord): void {
    this.#write(this.deployments, deploymentStoreKey(record.deployment.id), record)
  }

  putOrder(record: OrderRecord): void {
    this.#write(this.orders, orderStoreKey(record.id), record)
  }

  putBid(record: BidRecord): void {
    const key = bidStoreKey(record.bid.id)
    const isNew = this.bids.get(key) === undefined
    this.#write(this.bids, key, record)
    if (isNew) this.#indexBid(orderStoreKey(record.bid.id), key)
  }

  putLease(record: LeaseRecord): void {
    this.#write(this.leases, bidStoreKey(record.lease.id), record)
  }

  putProvider(key: string, record: ProviderRecord): void {
    this.#write(this.providers, key, record)
  }

  putAudit(owner: string, record: AuditRecord): void {
    this.#write(this.audits, owner, record)
  }

  /** The bids of an order in key order. */
  bidsOf(orderKey: string): readonly BidRecord[] {
    return (this.#bidsOfOrder.get(orderKey) ?? []).flatMap((key) => this.bids.get(key) ?? [])
  }

  /** The orders of a group by oseq. */
  ordersOf(id: DeploymentKeyParts, gseq: number): readonly OrderRecord[] {
    const found: OrderRecord[] = []
    for (let oseq = 1; ; oseq++) {
      const order = this.orders.get(orderStoreKey({ ...id, gseq, oseq }))
      if (order === undefined) return found
      found.push(order)
    }
  }

  /** Forgets what no height that is kept can see. */
  prune(): void {
    for (const table of [this.deployments, this.orders, this.bids, this.leases, this.providers, this.audits])
      table.prune(this.height)
  }

  /** Keeps every write since the last one. */
  commit(): void {
    this.#journal = []
  }

  /** Takes every write since the last commit back. */
  rollback(): void {
    for (const undo of this.#journal.reverse()) undo()
    this.#journal = []
  }

  #write<T>(table: Table<T>, key: string, value: T): void {
    this.#journal.push(table.put(key, value, this.height))
  }

  #indexBid(orderKey: string, key: string): void {
    const keys = this.#bidsOfOrder.get(orderKey) ?? []
    this.#bidsOfOrder.set(
      orderKey,
      [...keys, key].sort((a, b) => (a < b ? -1 : 1)),
    )
    this.#journal.push(() => {
      this.#bidsOfOrder.set(orderKey, keys)
    })
  }
}

export const deploymentStoreKey = ({ owner, dseq }: DeploymentKeyParts) => storeKey({ owner, dseq })
export const orderStoreKey = ({ owner, dseq, gseq, oseq }: OrderKeyParts) =>
  storeKey({ owner, dseq, gseq, oseq })
export const bidStoreKey = ({ owner, dseq, gseq, oseq, provider, bseq }: BidKeyParts) =>
  storeKey({ owner, dseq, gseq, oseq, provider, bseq })
