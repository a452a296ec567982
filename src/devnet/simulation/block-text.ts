import { type BlockId, blockSize, type Commit, type Header, type Time } from '../block/header.ts'
import { attribute, event, unindexedText } from '../market/emitted.ts'
import type { SimBlock } from './sim-block.ts'
import { resultText } from './sim-tx.ts'

/** Blocks as CometBFT 0.38 writes them in JSON: hashes in upper-case hex, numbers of 64 bits as strings. */
export function blockText(block: SimBlock, lastCommit: Commit): string {
  const txs = block.txs.map(({ bytes }) => `"${base64(bytes)}"`).join(',')
  return `{"block_id":${idText(block.id)},"block":{"header":${headerText(block.header)},"data":{"txs":[${txs}]},"evidence":{"evidence":[]},"last_commit":${commitText(lastCommit)}}}`
}

export function blockMetaText(block: SimBlock, lastCommit: Commit): string {
  const size = blockSize(
    block.header,
    block.txs.map(({ bytes }) => bytes),
    lastCommit,
  )
  return `{"block_id":${idText(block.id)},"block_size":"${size}","header":${headerText(block.header)},"num_txs":"${block.txs.length}"}`
}

export function commitAnswer(block: SimBlock, commit: Commit, isCanonical: boolean): string {
  return `{"signed_header":{"header":${headerText(block.header)},"commit":${commitText(commit)}},"canonical":${isCanonical}}`
}

export function resultsText(block: SimBlock): string {
  const txs = block.txs.length === 0 ? 'null' : `[${block.txs.map(resultText).join(',')}]`
  return `{"height":"${block.header.height}","txs_results":${txs},"finalize_block_events":[${[...block.upgrade.map(unindexedText), blockEvents(block.header)].join(',')}],"validator_updates":null,"consensus_param_updates":${CONSENSUS},"app_hash":"${base64(block.appHash)}"}`
}

export function headerText(header: Header): string {
  return `{"version":{"block":"11"},"chain_id":"${header.chainId}","height":"${header.height}","time":"${timeText(header.time)}","last_block_id":${idText(header.lastBlockId)},"last_commit_hash":"${hex(header.lastCommitHash)}","data_hash":"${hex(header.dataHash)}","validators_hash":"${hex(header.validatorsHash)}","next_validators_hash":"${hex(header.nextValidatorsHash)}","consensus_hash":"${hex(header.consensusHash)}","app_hash":"${hex(header.appHash)}","last_results_hash":"${hex(header.lastResultsHash)}","evidence_hash":"${hex(header.evidenceHash)}","proposer_address":"${hex(header.proposerAddress)}"}`
}

/** RFC 3339 in UTC; trailing zeros of a second's fraction are left out, as Go does. */
export function timeText({ seconds, nanos }: Time): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  const fraction = String(nanos).padStart(9, '0').replace(/0+$/, '')
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`
}

export const hex = (bytes: Uint8Array) => view(bytes).toString('hex').toUpperCase()
export const base64 = (bytes: Uint8Array) => view(bytes).toString('base64')
const view = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const idText = ({ hash, parts }: BlockId) =>
  `{"hash":"${hex(hash)}","parts":{"total":${parts.total},"hash":"${hex(parts.hash)}"}}`

function commitText({ height, blockId, signatures }: Commit): string {
  const signed = signatures.map(
    (one) =>
      `{"block_id_flag":2,"validator_address":"${hex(one.validatorAddress)}","timestamp":"${timeText(one.time)}","signature":"${base64(one.signature)}"}`,
  )
  return `{"height":"${height}","round":0,"block_id":${idText(blockId)},"signatures":[${signed.join(',')}]}`
}

const CONSENSUS =
  '{"block":{"max_bytes":"22020096","max_gas":"-1"},"evidence":{"max_age_num_blocks":"100000","max_age_duration":"172800000000000","max_bytes":"1048576"},"validator":{"pub_key_types":["ed25519"]},"version":{},"abci":{}}'

const FEES = 'akash17xpfvakm2amg962yls6f84z3kell8c5lazw8j8'
const REWARDS = 'akash1jv65s3grqf6v6jl3dp4t6c9t9rk99cd82yfms9'
const MINT = 'akash1m3h30wlvsf8llruxtpukdvsy0km2kum8922l76'
const VALIDATOR = 'akashvaloper1ag8ddd8hap9u2zpgaehrpzszx4gvv55mx0pkr2'
/** An epoch ends and the next one starts every so many blocks. */
const EPOCH = 60

/** What every block tells: fees handed out, coins minted; and now and then an epoch. */
function blockEvents({ height, time }: Header): string {
  return height % EPOCH === 0 ? `${epochEvents(height / EPOCH, time)},${MONEY}` : MONEY
}

const BEGIN = attribute('mode', 'BeginBlock')
const begin = (type: string, ...pairs: readonly (readonly [string, string])[]) =>
  event(type, [...pairs.map(([key, value]) => attribute(key, value)), BEGIN])

function epochEvents(number: number, { seconds }: Time): string {
  return [
    begin('akash.epochs.v1beta1.EventEpochEnd', ['epoch_number', `"${number}"`]),
    begin(
      'akash.epochs.v1beta1.EventEpochStart',
      ['epoch_number', `"${number + 1}"`],
      ['epoch_start_time', `"${seconds}"`],
    ),
  ].join(',')
}

const amount = (text: string) => ['amount', text] as const
const MONEY = [
  begin('coin_spent', ['spender', FEES], amount('20597985uakt')),
  begin('coin_received', ['receiver', REWARDS], amount('20597985uakt')),
  begin('transfer', ['recipient', REWARDS], ['sender', FEES], amount('20597985uakt')),
  begin('message', ['sender', FEES]),
  begin('commission', amount('2018602.530000000000000000uakt'), ['validator', VALIDATOR]),
  begin('rewards', amount('20186025.300000000000000000uakt'), ['validator', VALIDATOR]),
  begin('coin_received', ['receiver', MINT], amount('20597989uakt')),
  begin('coinbase', ['minter', MINT], amount('20597989uakt')),
  begin('coin_spent', ['spender', MINT], amount('20597989uakt')),
  begin('coin_received', ['receiver', FEES], amount('20597989uakt')),
  begin('transfer', ['recipient', FEES], ['sender', MINT], amount('20597989uakt')),
  begin('message', ['sender', MINT]),
  begin(
    'mint',
    ['bonded_ratio', '0.004999979608438713'],
    ['inflation', '0.130004068265757248'],
    ['annual_provisions', '130004598465104.673769982245294720'],
    amount('20597989'),
  ),
].join(',')
