/**
 * What a dev node serves, whatever it is made of (recordings or a simulation). Answers are ready JSON texts of
 * the `result` field as CometBFT 0.38 writes it (heights and 64-bit numbers as strings), so that the server
 * only frames them. Heights passed in are already known to be served.
 */
export interface Chain {
  readonly chainId: string
  /** The newest height. */
  tip(): number
  /** The lowest height whose block is kept, ≥ 1. */
  earliest(): number
  status(): string
  abciInfo(): string
  block(height: number): string
  blockResults(height: number): string
  header(height: number): string
  commit(height: number): string
  /** One entry of `block_metas`. */
  blockMeta(height: number): string
  /** Why a method refuses a height that the node has, in its words; null (or absent) where it does not. */
  refusal?(method: string, height: number): string | null
  /** Never fails as a call: what is wrong with a query is inside the answer (`response.code`). */
  abciQuery(query: AbciQuery): string
  /** Calls `listener` after each new block, with its height. Answers the way to stop it. */
  onBlock(listener: (height: number) => void): () => void
}

/** `height` 0 means the latest one. */
export interface AbciQuery {
  readonly path: string
  readonly data: Uint8Array
  readonly height: number
}

/** An error as JSON-RPC writes it. */
export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: string
}

/** A ready JSON text of `result`, or an error. */
export type RpcOutcome = { readonly result: string } | { readonly error: RpcError }

/** The node's answer to something it refuses: HTTP 500 by GET, 200 by POST. */
export const internalError = (data: string): { readonly error: RpcError } => ({
  error: { code: -32603, message: 'Internal error', data },
})
export const invalidParams = (data: string): { readonly error: RpcError } => ({
  error: { code: -32602, message: 'Invalid params', data },
})
export const methodNotFound: { readonly error: RpcError } = {
  error: { code: -32601, message: 'Method not found' },
}

/** Which listeners want to hear of a new block; shared by every implementation of Chain. */
export class BlockListeners {
  readonly #listeners = new Set<(height: number) => void>()

  add(listener: (height: number) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  announce(height: number): void {
    for (const listener of this.#listeners) listener(height)
  }
}
