import { Failure } from '#domain/failure.ts'
import type { Time } from './block/header.ts'
import { type AbciQuery, BlockListeners, type Chain } from './chain.ts'
import { Ledger } from './market/ledger.ts'
import { type RunTx, runTx } from './market/transaction.ts'
import { Agenda } from './simulation/agenda.ts'
import { Archive } from './simulation/archive.ts'
import {
  base64,
  blockMetaText,
  blockText,
  commitAnswer,
  headerText,
  hex,
  resultsText,
  timeText,
} from './simulation/block-text.ts'
import { makeCast } from './simulation/cast.ts'
import { retirement, writeGenesis } from './simulation/genesis.ts'
import { GENESIS_MS, type SimulationOptions, withDefaults } from './simulation/options.ts'
import { type ChainFrame, commitOf, makeBlock, makeFrame, type SimBlock } from './simulation/sim-block.ts'
import { SimState } from './simulation/sim-state.ts'
import { closeByUpgrade } from './simulation/upgrade.ts'
import { answerAbci } from './state/abci.ts'

export type { SimulationOptions }

/** Chain time from a height on; a chain that stood still goes on at a later time. */
export interface Session {
  readonly height: number
  readonly timeMs: number
}

const PRUNE_EVERY = 1000
/** Where a chain begins that has a history. */
const HISTORY_HEIGHT = 2_000_000

export class SimulatedChain implements Chain {
  readonly chainId: string
  /** The height of its first block. */
  readonly firstHeight: number
  /** Between two blocks, in chain time. */
  readonly blockMs: number
  readonly #options: Required<SimulationOptions>
  readonly #frame: ChainFrame
  readonly #ledger: Ledger
  readonly #state: SimState
  readonly #agenda: Agenda
  readonly #listeners = new BlockListeners()
  readonly #blocks = new Map<number, SimBlock>()
  readonly #sequences = new Map<string, number>()
  #sessions: Session[]
  #tip: number
  #lowest: number

  constructor(options: SimulationOptions) {
    this.#options = withDefaults(options)
    const { seed, chainId, activeLeases, closedLeases, blockMs, txPerBlock, keepRecent } = this.#options
    const hasHistory = activeLeases + closedLeases > 0
    this.chainId = chainId
    this.blockMs = blockMs
    this.firstHeight = hasHistory ? HISTORY_HEIGHT : 1
    this.#tip = this.firstHeight - 1
    this.#lowest = this.firstHeight
    this.#sessions = [{ height: this.#tip, timeMs: this.#options.genesisMs }]
    this.#frame = makeFrame(chainId, seed)
    this.#ledger = new Ledger(keepRecent)
    const cast = makeCast(seed)
    const old = hasHistory
      ? [...writeGenesis(this.#ledger, cast, { seed, height: this.firstHeight, leases: activeLeases })]
      : []
    this.#state = new SimState(this.#ledger, new Archive(seed, cast, closedLeases))
    this.#agenda = new Agenda({
      seed,
      cast,
      blockSeconds: blockMs / 1000,
      hugeNumbers: this.#options.hugeNumbers,
      txPerBlock,
      opensEmpty: !hasHistory,
      retire: (random) => {
        const [lease] = old.splice(random.between(0, old.length - 1), 1)
        return lease === undefined ? null : retirement(random, lease)
      },
    })
    this.produce(1)
  }

  tip = () => this.#tip
  earliest = () => this.#lowest
  onBlock = (listener: (height: number) => void) => this.#listeners.add(listener)
  block = (height: number) => blockText(this.#at(height), this.#commitBefore(height))
  blockResults = (height: number) => resultsText(this.#at(height))
  header = (height: number) => `{"header":${headerText(this.#at(height).header)}}`
  blockMeta = (height: number) => blockMetaText(this.#at(height), this.#commitBefore(height))

  /** Where chain time began, and every later `resumeAt`. */
  get sessions(): readonly Session[] {
    return this.#sessions
  }

  /** Makes the next blocks as fast as it can; answers the new tip. */
  produce(count = 1): number {
    for (let made = 0; made < count; made++) this.#produceOne()
    return this.#tip
  }

  /** Lets chain time go on from `timeMs` with the block after the tip; never backwards. */
  resumeAt(timeMs: number): void {
    const height = this.#tip
    const last = this.#sessions.at(-1)
    const earliest = (last?.timeMs ?? 0) + (height - (last?.height ?? height)) * this.#options.blockMs
    this.#sessions = [...this.#sessions, { height, timeMs: Math.max(timeMs, earliest) }]
  }

  status(): string {
    const point = (name: string, height: number) => {
      const { id, header } = this.#at(height)
      return `"${name}_block_hash":"${hex(id.hash)}","${name}_app_hash":"${hex(header.appHash)}","${name}_block_height":"${height}","${name}_block_time":"${timeText(header.time)}"`
    }
    const { validator, validatorsHash } = this.#frame
    const nodeId = hex(validator).toLowerCase()
    return `{"node_info":{"protocol_version":{"p2p":"8","block":"11","app":"0"},"id":"${nodeId}","listen_addr":"tcp://127.0.0.1:26656","network":"${this.chainId}","version":"0.38.19","channels":"402021222330386061","moniker":"devnet","other":{"tx_index":"on","rpc_address":"tcp://127.0.0.1:26657"}},"sync_info":{${point('latest', this.#tip)},${point('earliest', this.#lowest)},"catching_up":false},"validator_info":{"address":"${hex(validator)}","pub_key":{"type":"tendermint/PubKeyEd25519","value":"${base64(validatorsHash)}"},"voting_power":"5000000"}}`
  }

  abciInfo(): string {
    const hash = base64(this.#at(this.#tip).appHash)
    return `{"response":{"data":"akash","version":"2.1.0-rc12","last_block_height":"${this.#tip}","last_block_app_hash":"${hash}"}}`
  }

  commit(height: number): string {
    const block = this.#at(height)
    const commit = commitOf(this.#frame, block, this.#timeOf(height + 1))
    return commitAnswer(block, commit, height < this.#tip)
  }

  abciQuery(query: AbciQuery): string {
    const oldest = Math.max(this.firstHeight, this.#tip - this.#options.keepRecent)
    const at = (height: number) => (height < oldest ? null : this.#state.at(height))
    return answerAbci({ latest: () => this.#tip, at }, query)
  }

  #produceOne(): void {
    const height = this.#tip + 1
    const time = this.#timeOf(height)
    this.#ledger.height = height
    this.#ledger.time = time.seconds
    const upgrade = height === this.#options.upgradeHeight ? closeByUpgrade(this.#ledger) : []
    const runs: RunTx[] = []
    this.#agenda.fill(height, (messages) => runs.push(runTx(this.#ledger, messages)))
    const sequence = (signer: string) => this.#nextSequence(signer)
    this.#blocks.set(
      height,
      makeBlock(this.#frame, this.#blocks.get(height - 1) ?? null, { height, time, runs, upgrade, sequence }),
    )
    this.#tip = height
    if (height % PRUNE_EVERY === 0) this.#ledger.prune()
    for (; this.#tip - this.#lowest >= this.#options.keepBlocks; this.#lowest++)
      this.#blocks.delete(this.#lowest)
    this.#listeners.announce(height)
  }

  #nextSequence(signer: string): number {
    const sequence = this.#sequences.get(signer) ?? 0
    this.#sequences.set(signer, sequence + 1)
    return sequence
  }

  #timeOf(height: number): Time {
    const session = this.#sessions.findLast((one) => one.height < height) ?? { height, timeMs: GENESIS_MS }
    const ms = session.timeMs + (height - session.height) * this.#options.blockMs
    // A few hundred nanoseconds that differ from block to block, as real block times have.
    return { seconds: Math.floor(ms / 1000), nanos: Math.round((ms % 1000) * 1e6) + ((height * 7919) % 1000) }
  }

  #at(height: number): SimBlock {
    const block = this.#blocks.get(height)
    if (block === undefined) throw new Failure('INTERNAL', `the simulated chain has no block ${height}`)
    return block
  }

  #commitBefore(height: number) {
    const before = this.#blocks.get(height - 1) ?? null
    return commitOf(this.#frame, before, this.#timeOf(height))
  }
}
