import { expect, it } from 'vitest'
import type { Lease } from './record.ts'
import { recordFault } from './record-fault.ts'

const lease: Lease = {
  kind: 'lease',
  id: { owner: 'o', dseq: 1n, gseq: 1, oseq: 1, provider: 'p', bseq: 0 },
  state: 'closed',
  price: { denom: 'uact', amount: '1' },
  createdHeight: 5,
  closedHeight: 9,
  closeReason: 'owner',
  reclaim: null,
}

it.each<[string, Partial<Lease>, string | null]>([
  ['nothing against a whole life', {}, null],
  ['nothing against a closing whose height nobody wrote down', { closedHeight: null }, null],
  ['that an open lease has no closing height', { state: 'active', closeReason: null }, 'closed at 9'],
  ['that an open lease has no reason', { state: 'active', closedHeight: null }, 'reason owner'],
  ['that a closed lease has a reason', { closeReason: null }, 'reason null'],
  ['that nothing closes before it is created', { closedHeight: 4 }, 'before it was created at 5'],
])('says %s', (_name, change, fault) => {
  const found = recordFault({ ...lease, ...change })
  if (fault === null) expect(found).toBeNull()
  else expect(found).toContain(fault)
})
