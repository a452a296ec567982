import type { BlockFacts } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { quarantine, type ReadBlock, readBlocks, readHeader, type UnreadBlock } from './block-reader.ts'
import { CrossCheckedBlocks } from './check/cross-checked-blocks.ts'
import type { Endpoints } from './rpc/endpoints.ts'
import type { Member } from './rpc/roster.ts'
import type { Tip } from './tip.ts'
import type { WireBlock } from './wire/block.ts'

export interface BlockSourceOptions {
  readonly endpoints: Endpoints
  readonly chainId: string
  readonly clock: Clock
  readonly log: Log
  readonly tip: Tip
  readonly crossCheck: boolean
}

/** How many of the last ranges are remembered with the node that served them. */
const REMEMBERED = 64
/** Before an answer that cannot be understood is believed to be the block's and not the moment's. */
const SECOND_LOOK_MS = 100

/** Blocks of the chain, from whichever node is well. */
export class BlockSource {
  readonly #options: BlockSourceOptions
  /** Which node served which heights, newest last. */
  readonly #served: { readonly from: number; readonly to: number; readonly member: Member }[] = []

  readonly #checker: CrossCheckedBlocks

  constructor(options: BlockSourceOptions) {
    this.#options = options
    this.#checker = new CrossCheckedBlocks(options)
  }

  async point(height: number, signal: AbortSignal): Promise<WireBlock> {
    const { endpoints, chainId } = this.#options
    const need = { what: `block ${height}`, from: height, to: height }
    return endpoints.run(need, signal, (member) => readHeader(member.endpoint, { height, chainId }, signal))
  }

  /** Blocks `from`..`to`, complete and in order. */
  async range(from: number, to: number, signal: AbortSignal): Promise<readonly BlockFacts[]> {
    const { endpoints, chainId, tip } = this.#options
    const need = { what: `blocks ${from} to ${to}`, from, to }
    const { member, blocks } = await endpoints.run(need, signal, async (member) => ({
      member,
      blocks: await readBlocks(member.endpoint, { from, to, chainId }, signal),
    }))
    this.#remember(from, to, member)
    tip.served(to)
    const facts = await Promise.all(blocks.map((block) => this.#settled(block, member, signal)))
    return this.#options.crossCheck ? this.#checker.checked(member, facts, signal) : facts
  }

  suspect(height: number, rule: string): void {
    const found = this.#served.findLast(({ from, to }) => from <= height && height <= to)
    const failure = new Failure('NODE_ANSWER_INVALID', `block ${height} ${rule}`, { height })
    if (found) this.#options.endpoints.blame(found.member, failure)
  }

  #remember(from: number, to: number, member: Member): void {
    this.#served.push({ from, to, member })
    if (this.#served.length > REMEMBERED) this.#served.shift()
  }

  async #settled(block: ReadBlock, member: Member, signal: AbortSignal): Promise<BlockFacts> {
    return 'facts' in block ? block.facts : this.#secondLook(block.unread, member, signal)
  }

  /** A block that one node's answer does not explain: another node's may, or the same one's a moment later. */
  async #secondLook(unread: UnreadBlock, member: Member, signal: AbortSignal): Promise<BlockFacts> {
    const { endpoints, clock, log, chainId } = this.#options
    const { height } = unread.block
    await clock.sleep(SECOND_LOOK_MS, signal)
    const able = endpoints.able({ what: '', from: height, to: height })
    for (const other of [...able.filter((candidate) => candidate !== member), member]) {
      const block = await this.#tryBlock(other, { from: height, to: height, chainId }, signal)
      if (block === null || !('facts' in block)) continue
      if (other !== member) endpoints.blame(member, unread.failure)
      return block.facts
    }
    log.error(
      { height, node: member.endpoint.name, reason: unread.failure.message },
      'block goes to quarantine',
    )
    return quarantine(unread)
  }

  /** Null where that node cannot help. */
  async #tryBlock(
    member: Member,
    range: { from: number; to: number; chainId: string },
    signal: AbortSignal,
  ): Promise<ReadBlock | null> {
    try {
      const [block] = await readBlocks(member.endpoint, range, signal)
      return block ?? null
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'ABORTED') throw error
      this.#options.log.warn(
        { node: member.endpoint.name, height: range.from, code: error.code },
        error.message,
      )
      return null
    }
  }
}
