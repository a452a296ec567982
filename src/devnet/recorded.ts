import { Failure } from '#domain/failure.ts'
import { blockSize } from './block/header.ts'
import { type ParsedBlock, parseBlock } from './block/parse.ts'
import { type AbciQuery, BlockListeners, type Chain } from './chain.ts'
import { at, type RecordedQuery, type Recording, readRecording, textAt } from './recorded/recording.ts'
import { RecordedState } from './recorded/state.ts'
import { answerAbci, type StateHistory } from './state/abci.ts'

/** A recorded chain whose tip can be moved, so that a test may begin anywhere and go on. */
export interface RecordedChain extends Chain {
  /** Makes `height` the newest block (1 to the last recorded one). Throws BAD_USER_INPUT outside. */
  setTip(height: number): void
  /** Moves the tip up by `count` blocks, announcing each; answers the new tip. */
  advance(count?: number): number
  /** Forgets blocks below `blocks` and states below `states`, as a pruning node does. */
  prune(lowest: { readonly blocks?: number; readonly states?: number }): void
  /** Answers a query from rebuilt state alone, recorded or not. */
  rebuiltQuery(query: AbciQuery): string
  /** The last recorded height. */
  readonly lastHeight: number
}

/**
 * Serves the recording in a directory. Recorded answers come back byte for byte; pages and heights that were
 * not recorded are rebuilt from the records that were. Throws BAD_SETTING when there is no recording.
 */
export function openRecording(directory: string): RecordedChain {
  return new Recorded(readRecording(directory))
}

class Recorded implements RecordedChain {
  readonly chainId: string
  readonly lastHeight: number
  readonly #recording: Recording
  readonly #state: RecordedState
  readonly #exact: ReadonlyMap<string, RecordedQuery>
  readonly #listeners = new BlockListeners()
  readonly #parsed = new Map<number, ParsedBlock>()
  #tip: number
  #lowest = { blocks: 1, states: 1 }

  constructor(recording: Recording) {
    this.chainId = recording.chainId
    this.lastHeight = recording.tip
    this.#tip = recording.tip
    this.#recording = recording
    this.#state = new RecordedState(recording)
    this.#exact = new Map(
      recording.queries.map((query) => [exactKey(query.path, query.data, query.height), query]),
    )
  }

  tip = () => this.#tip
  earliest = () => this.#lowest.blocks
  onBlock = (listener: (height: number) => void) => this.#listeners.add(listener)

  setTip(height: number): void {
    if (!Number.isInteger(height) || height < 1 || height > this.lastHeight)
      throw new Failure('BAD_USER_INPUT', `the tip ${height} is not a height from 1 to ${this.lastHeight}`)
    const announced = this.#tip
    this.#tip = height
    for (let next = announced + 1; next <= height; next++) this.#listeners.announce(next)
  }

  advance(count = 1): number {
    this.setTip(Math.min(this.#tip + count, this.lastHeight))
    return this.#tip
  }

  prune(lowest: { readonly blocks?: number; readonly states?: number }): void {
    this.#lowest = { ...this.#lowest, ...lowest }
  }

  status(): string {
    if (this.#tip === this.lastHeight && this.#lowest.blocks === 1) return this.#recording.status
    const status: Record<string, unknown> = JSON.parse(this.#recording.status)
    const point = (name: string, height: number) => {
      const block = this.#block(height)
      return {
        [`${name}_block_hash`]: block.hash,
        [`${name}_app_hash`]: textAt(JSON.parse(block.headerText), 'app_hash'),
        [`${name}_block_height`]: String(height),
        [`${name}_block_time`]: textAt(JSON.parse(block.headerText), 'time'),
      }
    }
    const sync = { ...point('latest', this.#tip), ...point('earliest', this.earliest()), catching_up: false }
    return JSON.stringify({ ...status, sync_info: sync })
  }

  abciInfo(): string {
    const info: unknown = JSON.parse(this.#recording.abciInfo)
    const appHash = at(JSON.parse(this.blockResults(this.#tip)), 'app_hash')
    const response = at(info, 'response')
    return JSON.stringify({
      response: { ...(response ?? {}), last_block_height: String(this.#tip), last_block_app_hash: appHash },
    })
  }

  block = (height: number) => this.#recording.blocks[height - 1] ?? ''
  blockResults = (height: number) => this.#recording.blockResults[height - 1] ?? ''
  header = (height: number) => `{"header":${this.#block(height).headerText}}`

  /** A block's commit stands in the block after it; the last recorded one was asked for by itself. */
  commit(height: number): string {
    if (height === this.lastHeight) return this.#recording.commit
    const commit = this.#block(height + 1).lastCommitText
    const isCanonical = height < this.#tip
    return `{"signed_header":{"header":${this.#block(height).headerText},"commit":${commit}},"canonical":${isCanonical}}`
  }

  blockMeta(height: number): string {
    const block = this.#block(height)
    const size = blockSize(block.header, block.txs, block.lastCommit)
    return `{"block_id":${block.blockIdText},"block_size":"${size}","header":${block.headerText},"num_txs":"${block.txs.length}"}`
  }

  abciQuery(query: AbciQuery): string {
    const data = Buffer.from(query.data).toString('hex')
    const known = this.#exact.get(exactKey(query.path, data, query.height))
    const isServed = query.height <= this.#tip && query.height >= this.#lowest.states
    return known !== undefined && isServed ? known.result : this.rebuiltQuery(query)
  }

  rebuiltQuery(query: AbciQuery): string {
    const history: StateHistory = {
      latest: () => this.#tip,
      at: (height) => (height < this.#lowest.states ? null : this.#state.at(height)),
    }
    return answerAbci(history, query)
  }

  #block(height: number): ParsedBlock {
    const known = this.#parsed.get(height) ?? parseBlock(this.block(height))
    this.#parsed.set(height, known)
    return known
  }
}

const exactKey = (path: string, data: string, height: number) => `${path} ${data} ${height}`
