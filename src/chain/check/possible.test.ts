import { expect, it } from 'vitest'
import type { Quarantined } from '#domain/event.ts'
import type { Order } from '#domain/record.ts'
import { possibleOnly } from './possible.ts'

const id = { owner: 'o', dseq: 2n ** 64n - 1n, gseq: 1, oseq: 1, provider: 'p', bseq: 0 }
const order: Order = { kind: 'order', id, state: 'open', createdHeight: 1 }
const price = { denom: 'uact', amount: '1' }
const impossible = {
  kind: 'lease',
  id,
  state: 'active',
  price,
  createdHeight: 5,
  closedHeight: 9,
  closeReason: null,
  reclaim: null,
} as const

it('keeps what can be true, and the rest as bytes', () => {
  const none: readonly Quarantined[] = []
  const { records, quarantined } = possibleOnly({
    records: [order, impossible],
    quarantined: none,
    height: 12,
  })
  expect(records).toEqual([order])
  expect(quarantined).toMatchObject([{ height: 12, reason: expect.stringContaining('closed at 9') }])
  expect(Buffer.from(quarantined[0]?.raw ?? []).toString()).toContain('"dseq":"18446744073709551615"')
})
