/** The records that lists of chain state are made of. */
export type ListKind = 'order' | 'bid' | 'lease' | 'deployment' | 'provider'

/** One record of a list. */
export interface StateEntry {
  /** Where the record stands in its list: the node's own store key, one character per byte. */
  readonly key: string
  /** The protobuf number of its state; 0 for providers, which have none. */
  readonly state: number
  /** The record as lists of its kind carry it. */
  encode(): Uint8Array
}

/** The whole chain state after one block. */
export interface StateView {
  /** Records of a kind in one state, in key order, from `from` (inclusive) on. */
  scan(kind: ListKind, state: number, from: string): Iterable<StateEntry>
  find(kind: ListKind, key: string): StateEntry | null
  /** A group (`akash.deployment.v1beta4.Group`) by its deployment's key and its number; null where there is none. */
  group(deploymentKey: string, gseq: number): Uint8Array | null
  /** The answer to ProviderAttributes of one provider; null where nobody signed anything. */
  audits(owner: string): Uint8Array | null
  /** An answer to a query that is no record (`…Query/Params`); null where there is none. */
  constant(path: string): Uint8Array | null
}
