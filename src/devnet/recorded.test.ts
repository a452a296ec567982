import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { headerHash } from './block/header.ts'
import { merkleRoot, sha256 } from './block/merkle.ts'
import { parseBlock } from './block/parse.ts'
import { replayAudits } from './recorded/audits.ts'
import { at, readRecording } from './recorded/recording.ts'
import { messagesOf, recordedTxs } from './recorded/transactions.ts'
import { openRecording } from './recorded.ts'

const directory = fileURLToPath(new URL('../../test/recordings/scenario-a', import.meta.url))
const recording = readRecording(directory)
const chain = openRecording(directory)
const single = (name: string): unknown => JSON.parse(readFileSync(`${directory}/rpc/${name}.json`, 'utf8'))

/** Paths that are answered from the recording alone. */
const isRebuilt = (path: string) => !/escrow|cert|AllProvidersAttributes/.test(path)

describe('a recorded chain', () => {
  it('answers every recorded query from rebuilt state as the node did', () => {
    const wrong: string[] = []
    for (const query of recording.queries) {
      if (!isRebuilt(query.path) || /reverse/.test(query.label) || query.height === 0) continue
      const rebuilt = chain.rebuiltQuery({
        path: query.path,
        data: Buffer.from(query.data, 'hex'),
        height: query.height,
      })
      if (rebuilt !== query.result)
        wrong.push(`${query.path} ${query.label} at ${query.height}\n ${query.result}\n ${rebuilt}`)
    }
    expect(wrong.slice(0, 5)).toEqual([])
  })

  it('hashes every recorded header and its transactions as the node did', () => {
    for (const text of recording.blocks) {
      const block = parseBlock(text)
      expect(headerHash(block.header).toString('hex').toUpperCase()).toBe(block.hash)
      expect(merkleRoot(block.txs.map((tx) => sha256(tx))).toString('hex')).toBe(
        Buffer.from(block.header.dataHash).toString('hex'),
      )
    }
  })

  it('writes block metas with the size of the block', () => {
    for (const name of ['blockchain_range', 'blockchain_too_wide']) {
      const metas = at(single(name), 'result', 'block_metas')
      for (const meta of Array.isArray(metas) ? metas : []) {
        expect(JSON.parse(chain.blockMeta(Number(at(meta, 'header', 'height'))))).toEqual(meta)
      }
    }
  })

  it('replays audits to what the node has at the tip', () => {
    const replayed = replayAudits(recordedTxs(recording).flatMap(messagesOf))
    const asked = recording.queries.filter(
      (query) => query.path.endsWith('/ProviderAttributes') && query.code === 0,
    )
    expect(asked.length).toBeGreaterThan(0)
    for (const query of asked) {
      const owner = Buffer.from(query.data, 'hex').subarray(2).toString()
      expect(Buffer.from(replayed.get(owner)?.at(-1)?.answer ?? []).toString('hex')).toBe(
        Buffer.from(query.value).toString('hex'),
      )
    }
  })
})
