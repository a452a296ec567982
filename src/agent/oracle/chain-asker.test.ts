import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog } from '#platform/log.ts'
import { createTestClock } from '../kube/test-clock.ts'
import type { LeaseWord } from '../model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import { lease } from '../stock/test-wishes.ts'
import { createChainAsker } from './chain-asker.ts'

const leaseOf = (dseq: number): LeaseRef => ({ ...lease, dseq: BigInt(dseq) })

function openAsker(answer: (lease: LeaseRef) => Promise<LeaseWord>, concurrency = 2) {
  const clock = createTestClock()
  const asked: bigint[] = []
  const told: string[] = []
  const lines: string[] = []
  const asker = createChainAsker({
    oracle: {
      ask: (one) => {
        asked.push(one.dseq)
        return answer(one)
      },
    },
    chainWordMs: 60_000,
    concurrency,
    clock,
    random: () => 0.5,
    log: createLog({ level: 'warn', format: 'json', sink: { write: (line) => lines.push(line) } }),
    onWords: (leases) => told.push(...leases),
  })
  const words = () => [...asker.words().values()].map(({ word }) => word)
  return { asker, clock, asked, told, lines, words }
}

test('a word is told, kept, and asked for again when three quarters of its time are over', async () => {
  const { asker, clock, asked, told, words } = openAsker(async () => 'ended')
  asker.want([lease, lease])
  asker.want([lease])
  await clock.pass(0)
  expect(asked).toEqual([lease.dseq])
  expect(told).toEqual([leaseRefKey(lease)])
  expect(words()).toEqual(['ended'])
  await clock.pass(44_999)
  asker.want([lease])
  expect(asked).toHaveLength(1)
  await clock.pass(1)
  asker.want([lease])
  await clock.pass(0)
  expect(asked).toHaveLength(2)
  expect(asker.words().get(leaseRefKey(lease))).toEqual({ word: 'ended', atMs: 45_000 })
})

test('a lease that is answered slowly delays no other', async () => {
  const { asker, clock, asked, words } = openAsker((one) =>
    one.dseq === 1n ? new Promise(() => undefined) : Promise.resolve('active'),
  )
  asker.want([1, 2, 3, 4].map(leaseOf))
  await clock.pass(0)
  expect(asked).toEqual([1n, 2n, 3n, 4n])
  expect(words()).toEqual(['active', 'active', 'active'])
})

test('a failure is unknown, does not hide a word that is good, and is tried again after a pause', async () => {
  let fails = false
  const { asker, clock, asked, words, lines } = openAsker(async () => {
    if (fails) throw new Failure('NODE_UNAVAILABLE', 'nobody answers')
    return 'active'
  })
  asker.want([lease])
  await clock.pass(50_000)
  fails = true
  asker.want([lease])
  await clock.pass(5000)
  expect(words()).toEqual(['active'])
  asker.want([lease])
  await clock.pass(6000)
  expect(words()).toEqual(['active'])
  asker.want([lease])
  await clock.pass(0)
  expect(words()).toEqual(['unknown'])
  expect(asked.length).toBeLessThanOrEqual(4)
  expect(lines).toHaveLength(1)
})

test('without a chain nothing is asked', () => {
  const clock = createTestClock()
  const log = createLog({ level: 'silent', format: 'json' })
  const onWords = () => undefined
  const asker = createChainAsker({ oracle: null, chainWordMs: 1, clock, random: Math.random, log, onWords })
  asker.want([lease])
  expect(asker.words().size).toBe(0)
})
