import { type Frame, texts } from './postgres-frame.ts'

/**
 * A part of a commit of the index. `opening`: the first statement of its transaction, with the others on their
 * way behind it; `ending`: the transaction's COMMIT; `statement`: one that is a transaction by itself.
 */
export type CommitPart = 'opening' | 'ending' | 'statement'

/** What the client asked for, up to the server's next ReadyForQuery. */
export interface Unit {
  /** Null: no part of a commit of the index. */
  readonly part: CommitPart | null
}

const MOVES_CURSOR = /^\s*update cursor set\s+chain_id/
const COMMIT = /^\s*commit\s*$/i

/**
 * Follows one connection's conversation and knows when the client sends a part of a commit that moves the cursor.
 * `#statements`: name → text of what was prepared; `#units`: what the server still has to answer.
 */
export class CommitWatch {
  readonly #statements = new Map<string, string>()
  readonly #units: Unit[] = []
  /** What the frames since the last Sync are about. */
  #open: Unit | null = null
  #isInTransaction = false
  #movedCursor = false
  backendPid = 0

  /** Of the first frame of a unit; null for every other frame. */
  fromClient({ type, body }: Frame): Unit | null {
    if (type === 'Q') return this.#begin(texts(body, 1)[0] ?? '')
    if (type === 'P') {
      const [name = '', text = ''] = texts(body, 2)
      this.#statements.set(name, text)
      if (this.#open === null) return this.#beginUntilSync(text)
    }
    if (type === 'B' && this.#open === null)
      return this.#beginUntilSync(this.#statements.get(texts(body, 2)[1] ?? '') ?? '')
    if (type === 'S') {
      if (this.#open === null) this.#begin('')
      this.#open = null
    }
    return null
  }

  /** The unit that this frame answers; ReadyForQuery is its last one. */
  fromServer({ type, body }: Frame): Unit | null {
    if (type === 'K') this.backendPid = body.readInt32BE(0)
    const unit = this.#units[0] ?? null
    if (type === 'Z') {
      this.#units.shift()
      this.#isInTransaction = body.toString('latin1') !== 'I'
      if (!this.#isInTransaction) this.#movedCursor = false
    }
    return unit
  }

  #beginUntilSync(text: string): Unit {
    this.#open = this.#begin(text)
    return this.#open
  }

  #begin(text: string): Unit {
    const unit = { part: this.#partOf(text) }
    this.#units.push(unit)
    return unit
  }

  #partOf(text: string): CommitPart | null {
    if (MOVES_CURSOR.test(text)) {
      this.#movedCursor = true
      return this.#isInTransaction ? 'opening' : 'statement'
    }
    return COMMIT.test(text) && this.#movedCursor ? 'ending' : null
  }
}
