/** How many objects a field that is a list, or a page of one, holds at most. */
export type CostRule =
  /**
   * A connection: as many as `first` or `last` say, else `usual`. Its nodes and edges are that many each. What it takes
   * to find the page, and to count the whole list where `totalCount` is asked for, counts in records.
   */
  | { readonly many: 'page'; readonly usual: number; readonly find: number; readonly total: number }
  /** A list as long as its argument `first` says. */
  | { readonly many: 'first' }
  /** One for each of the argument `ids`. */
  | { readonly many: 'ids' }
  /** One point for each `interval` between `from` and `to`. */
  | { readonly many: 'intervals' }
  /** What a record holds of itself, or the schema of its own: so many, roughly, each of little weight. */
  | { readonly many: 'parts'; readonly usual: number }

/** A list of any length. */
const page = (usual: number): CostRule => ({ many: 'page', usual, find: 20, total: 200 })
/** A list that is short by nature, and read for many parents at once. */
const shortPage = (usual: number): CostRule => ({ many: 'page', usual, find: 5, total: 5 })
const parts = (usual: number): CostRule => ({ many: 'parts', usual })

/** Every field of the schema that is a list of objects, or a page of one. `cost.test.ts` knows when one is missing. */
export const costRules: Readonly<Record<string, CostRule>> = {
  'Query.nodes': { many: 'ids' },
  'Query.providers': page(20),
  'Query.leases': page(20),
  'Query.openOrders': page(20),
  'Query.changes': page(100),
  'Query.leaseActivity': { many: 'intervals' },
  'Query.leasePrices': { many: 'intervals' },
  'Provider.leases': page(20),
  'Provider.leaseActivity': { many: 'intervals' },
  'Provider.leasePrices': { many: 'intervals' },
  'Provider.attributes': parts(0),
  'Deployment.groups': { many: 'first' },
  'Escrow.funds': parts(0),
  'Escrow.spending': parts(0),
  'Deployment.leases': shortPage(20),
  'DeploymentGroup.orders': { many: 'first' },
  'DeploymentGroup.ipEndpoints': parts(0),
  'Order.bids': { many: 'first' },
  'Lease.events': shortPage(50),
  '__Schema.types': parts(50),
  '__Schema.directives': parts(5),
  '__Type.fields': parts(10),
  '__Type.interfaces': parts(1),
  '__Type.possibleTypes': parts(4),
  '__Type.enumValues': parts(5),
  '__Type.inputFields': parts(4),
  '__Field.args': parts(4),
  '__Directive.args': parts(2),
}

/** A list of objects that no rule knows: the most that any page holds. */
export const unknownRule: CostRule = { many: 'parts', usual: 100 }

/** Objects that count as records, 1 each. */
export const recordTypes: ReadonlySet<string> = new Set([
  'Lease',
  'Deployment',
  'DeploymentGroup',
  'Order',
  'Bid',
  'Provider',
  'Change',
  'ActivityPoint',
  'PricePoint',
])

/** What the database does for a field, in records that it could read meanwhile. */
export const weights = {
  /** Going through all leases. */
  intervals: 100,
  /** An object of the schema's description: twenty are as much as one record. */
  part: 0.05,
} as const

/** The most that a field answers; more is refused where its arguments are read. `intervals` may be cut at both ends. */
export const maxima = { page: 100, ids: 100, intervals: 1002 } as const
