import { describe, expect, it } from 'vitest'
import { CHAIN_ID, recordedBlocks, recordedResults } from '../test-recordings.ts'
import { checkBlock } from './block.ts'
import { checkBlockResults } from './block-results.ts'
import { merkleRoot } from './merkle.ts'

const blocks = recordedBlocks()
const results = recordedResults()
const at = { height: 20, chainId: CHAIN_ID }
const text = JSON.stringify(blocks[19]?.result)
const changed = (from: string | RegExp, to: string) => JSON.parse(text.replace(from, to))
const found = { height: 20, txCount: 1 }

describe('checkBlock', () => {
  it('reads what we need of a block', () => {
    expect(checkBlock(blocks[19]?.result, at)).toEqual({
      height: 20,
      hash: '409520C2107421B550F0C5D0B5725141D1872834A10B678D5D4346C53814392A',
      parentHash: '8A4B4A0450981788D5EDF17FB379EBB665D6DB307D57E7FEE9A50250DA8723F2',
      time: new Date('2026-11-23T00:15:28.304Z'),
      txCount: 1,
    })
    expect(checkBlock(blocks[0]?.result, { ...at, height: 1 }).parentHash).toBe('')
  })

  it.each([
    ['another height', changed('"height":"20"', '"height":"21"')],
    ['a height that is none', changed('"height":"20"', '"height":"2O"')],
    ['a hash that is none', changed('"hash":"4095', '"hash":"zz95')],
    ['no hash', changed(/"hash":"4095[^"]*"/, '"hash":""')],
    ['another transaction', changed('"txs":["CpwB', '"txs":["CpwC')],
    ['a dropped transaction', changed(/"txs":\["[^"]*"\]/, '"txs":[]')],
    ['a time that is none', changed('2026-11-23T', '2026-13-33T')],
    ['no header', { block_id: {}, block: {} }],
    ['null', null],
  ])('refuses %s', (_, result) => {
    expect(() => checkBlock(result, at)).toThrowError(
      expect.objectContaining({ code: 'NODE_ANSWER_INVALID' }),
    )
  })

  it('refuses a block of another chain', () => {
    expect(() => checkBlock(blocks[19]?.result, { ...at, chainId: 'akashnet-2' })).toThrowError(
      expect.objectContaining({ code: 'CHAIN_ID_MISMATCH' }),
    )
  })
})

describe('checkBlockResults', () => {
  it('reads null as none', () => {
    const empty = { height: '20', txs_results: null, finalize_block_events: null }
    expect(checkBlockResults(empty, { height: 20, txCount: 0 })).toEqual({
      txs: [],
      blockEvents: [],
      base64: false,
    })
    const old = { height: '20', txs_results: null, begin_block_events: null, end_block_events: null }
    expect(checkBlockResults(old, { height: 20, txCount: 0 })).toMatchObject({ base64: true })
  })

  it.each([
    [
      'results for another number of transactions',
      { height: '20', txs_results: null, finalize_block_events: [] },
    ],
    ['results that are no list', { height: '20', txs_results: 'x', finalize_block_events: [] }],
    ['no events of the block', { height: '20', txs_results: [{}] }],
    ['events that are no list', { height: '20', txs_results: [{}], finalize_block_events: {} }],
  ])('cannot make out %s', (_, result) => {
    expect(() => checkBlockResults(result, found)).toThrowError(
      expect.objectContaining({ code: 'UNDECODABLE' }),
    )
  })

  it('refuses the answer of another height', () => {
    expect(() => checkBlockResults(results[20]?.result, found)).toThrowError(
      expect.objectContaining({ code: 'NODE_ANSWER_INVALID' }),
    )
  })
})

describe('merkleRoot', () => {
  // RFC 6962 §2.1.1 test vectors (certificate-transparency-go merkle tests).
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  it.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ])('of %i leaves', (count, root) => {
    expect(merkleRoot(leaves.slice(0, count).map((leaf) => Buffer.from(leaf, 'hex'))).toString('hex')).toBe(
      root,
    )
  })
})
