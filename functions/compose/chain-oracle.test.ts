import { expect, test } from 'vitest'
import type { ChainSource, StateRead } from '#chain/source.ts'
import type { ChainRecord, LeaseState } from '#domain/record.ts'
import { systemClock } from '#platform/clock.ts'
import { createChainOracle } from './chain-oracle.ts'

const lease = {
  owner: 'akash1h24fljt7p0nh82cq0za0uhsct3sfwsfu9w3c9h',
  dseq: 257261n,
  gseq: 1,
  oseq: 1,
  provider: 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxh',
}
const never = new AbortController().signal
const found = (state: LeaseState) => [{ kind: 'lease', state } as ChainRecord]

function oracleOf(read: Partial<StateRead>, tipAgeMs = 0) {
  const tips: number[] = []
  const keys: string[] = []
  const source: Pick<ChainSource, 'tip' | 'read'> = {
    tip: async () => {
      tips.push(1)
      return { height: 7, hash: '', time: new Date(Date.now() - tipAgeMs) }
    },
    read: async ([ref]) => {
      if (ref === undefined) return []
      keys.push(ref.key)
      return [{ ref, records: [], height: 7, quarantined: [], ...read }]
    },
  }
  return { oracle: createChainOracle(source, systemClock), tips, keys }
}

test.each([
  ['active', 'active'],
  ['reclaiming', 'active'],
  ['closed', 'ended'],
  ['insufficient_funds', 'ended'],
] as const)('a lease that is %s is %s', async (state, word) => {
  const { oracle, keys } = oracleOf({ records: found(state) })
  expect(await oracle.ask(lease, never)).toBe(word)
  expect(keys).toEqual([`${lease.owner}/257261/1/1/${lease.provider}/0`])
})

test('a lease that is not there, and one of which nodes say different things, are unknown', async () => {
  expect(await oracleOf({}).oracle.ask(lease, never)).toBe('unknown')
  const disputed = { height: 7, txIndex: -1, eventIndex: -1, reason: 'they disagree', raw: new Uint8Array() }
  const { oracle } = oracleOf({ records: found('closed'), quarantined: [disputed] })
  expect(await oracle.ask(lease, never)).toBe('unknown')
})

test('a node whose newest block is more than a minute old is not believed', async () => {
  const { oracle } = oracleOf({ records: found('closed') }, 61_000)
  expect(await oracle.ask(lease, never)).toBe('unknown')
  expect(await oracleOf({ records: found('closed') }, 50_000).oracle.ask(lease, never)).toBe('ended')
})

test('many questions look at the tip once', async () => {
  const { oracle, tips, keys } = oracleOf({ records: found('active') })
  await Promise.all(Array.from({ length: 20 }, () => oracle.ask(lease, new AbortController().signal)))
  expect(keys).toHaveLength(20)
  expect(tips).toHaveLength(1)
})
