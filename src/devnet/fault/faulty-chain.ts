import type { AbciQuery, Chain } from '../chain.ts'
import { pruned, refused } from '../state/abci.ts'
import { hideEvents, lieAboutState } from './lying.ts'
import { withOddProvider } from './odd-provider.ts'
import { poisoned } from './poison.ts'
import type { SwitchBoard } from './switches.ts'

const future = {
  code: 26,
  log: 'cannot query with height in the future; please provide a valid height: invalid height',
}
const NO_PARENT = 'F'.repeat(64)

const isWithin = (range: { height: number; until?: number } | undefined, height: number) =>
  range !== undefined && range.height <= height && height <= (range.until ?? range.height)

/** A chain that behaves as its switches say. Without switches it is the chain that it wraps. */
export class FaultyChain implements Chain {
  readonly #chain: Chain
  readonly #board: SwitchBoard
  readonly #now: () => number
  #announced = { height: 0, ms: Number.NEGATIVE_INFINITY }

  constructor(chain: Chain, board: SwitchBoard, now: () => number) {
    this.#chain = chain
    this.#board = board
    this.#now = now
    chain.onBlock((height) => {
      this.#announced = { height, ms: now() }
    })
  }

  get chainId(): string {
    return this.#board.on.chainId?.value ?? this.#chain.chainId
  }

  tip = () => Math.max(this.#chain.earliest(), this.#chain.tip() - (this.#board.on.lag?.blocks ?? 0))
  earliest = () => Math.max(this.#chain.earliest(), this.#board.on.prune?.blocks ?? 0)
  onBlock = (listener: (height: number) => void) => this.#chain.onBlock(() => listener(this.tip()))
  block = (height: number) => this.#renamed(this.#orphaned(this.#chain.block(height), height))
  header = (height: number) => this.#renamed(this.#orphaned(this.#chain.header(height), height))
  blockMeta = (height: number) => this.#renamed(this.#orphaned(this.#chain.blockMeta(height), height))
  commit = (height: number) => this.#renamed(this.#chain.commit(height))
  abciInfo = () => this.#chain.abciInfo()

  status(): string {
    const { lag, prune } = this.#board.on
    if (lag !== undefined) this.#board.note('lag')
    const text = this.#chain.status()
    if (lag === undefined && prune?.blocks === undefined) return this.#renamed(text)
    const status: Record<string, unknown> = JSON.parse(text)
    const sync = {
      ...this.#point('latest', this.tip()),
      ...this.#point('earliest', this.earliest()),
      catching_up: lag !== undefined,
    }
    return this.#renamed(JSON.stringify({ ...status, sync_info: sync }))
  }

  blockResults(height: number): string {
    const { garble, poison, lie } = this.#board.on
    const text = this.#chain.blockResults(height)
    if (isWithin(garble, height)) {
      this.#board.note('garble')
      return `{"height":"${height}","txs_results":[{"code":"none","events":7}],"finalize_block_events":"gone","app_hash":5}`
    }
    if (poison !== undefined && isWithin(poison, height)) {
      this.#board.note('poison')
      return poisoned(text, poison.kind)
    }
    return lie?.hidesEvents === true ? hideEvents(text, lie.lease) : text
  }

  /** The node's words while a height is announced but not there yet. */
  refusal(method: string, height: number): string | null {
    if (method !== 'block_results' || !this.#isEarly(height)) return null
    this.#board.note('early')
    return `could not find results for height #${height}`
  }

  abciQuery(query: AbciQuery): string {
    const { prune, lie } = this.#board.on
    const latest = this.#isEarly(this.tip()) ? this.tip() - 1 : this.tip()
    const height = query.height === 0 ? latest : query.height
    if (height > latest) {
      this.#board.note('early')
      return refused(future, 0)
    }
    if (prune?.states !== undefined && height >= 0 && height < prune.states) {
      this.#board.note('prune')
      return refused(pruned(height, latest), 0)
    }
    const answer = this.#odd(this.#chain.abciQuery({ ...query, height }), query)
    return lie === undefined ? answer : this.#lied(answer, query)
  }

  #odd(answer: string, query: AbciQuery): string {
    const { oddProvider } = this.#board.on
    const told = oddProvider === undefined ? answer : withOddProvider(answer, query, oddProvider)
    if (told !== answer) this.#board.note('oddProvider')
    return told
  }

  #lied(answer: string, query: AbciQuery): string {
    const { lie } = this.#board.on
    const told = lie === undefined ? answer : lieAboutState(answer, query, lie)
    if (told !== answer) this.#board.note('lie')
    return told
  }

  #isEarly(height: number): boolean {
    const { early } = this.#board.on
    if (early === undefined || height !== this.#announced.height) return false
    return this.#now() - this.#announced.ms < early.ms
  }

  #orphaned(text: string, height: number): string {
    if (this.#board.on.wrongParent?.height !== height) return text
    this.#board.note('wrongParent')
    return text.replace(/("last_block_id":\{"hash":")[^"]*/, `$1${NO_PARENT}`)
  }

  #renamed(text: string): string {
    const name = this.#board.on.chainId?.value
    if (name === undefined) return text
    this.#board.note('chainId')
    return text.replaceAll(`"${this.#chain.chainId}"`, JSON.stringify(name))
  }

  #point(name: string, height: number): Record<string, string> {
    const meta: { block_id: { hash: string }; header: { app_hash: string; time: string } } = JSON.parse(
      this.#chain.blockMeta(height),
    )
    return {
      [`${name}_block_hash`]: meta.block_id.hash,
      [`${name}_app_hash`]: meta.header.app_hash,
      [`${name}_block_height`]: String(height),
      [`${name}_block_time`]: meta.header.time,
    }
  }
}
