import { describe, expect, it } from 'vitest'
import { changeId, compareChanges, pastChanges } from './past-changes.ts'
import type { Lease } from './record.ts'

const lease: Lease = {
  kind: 'lease',
  id: { owner: 'o', dseq: 7n, gseq: 1, oseq: 1, provider: 'p', bseq: 0 },
  state: 'closed',
  price: { denom: 'uact', amount: '35' },
  createdHeight: 131,
  closedHeight: 164,
  closeReason: 'unstable',
  reclaim: { windowSeconds: 15, startedHeight: 133, deadline: 1795393057, reason: 'unstable' },
}

describe('what a lease proves', () => {
  it('is its whole life, oldest first', () => {
    expect(pastChanges(lease).map(changeId)).toEqual([
      'LEASE_CREATED/o/7/1/1/p/0@131',
      'LEASE_RECLAIM_STARTED/o/7/1/1/p/0@133',
      'LEASE_CLOSED/o/7/1/1/p/0@164',
    ])
    expect(pastChanges(lease)[2]).toMatchObject({
      before: { state: 'RECLAIMING' },
      after: { state: 'CLOSED', closeReason: 'UNSTABLE' },
    })
  })

  it('is only the beginning while it is open', () => {
    const open: Lease = { ...lease, state: 'active', closedHeight: null, closeReason: null, reclaim: null }
    expect(pastChanges(open).map((change) => change.kind)).toEqual(['LEASE_CREATED'])
  })

  it('names no date for a deadline that no calendar has', () => {
    const absurd: Lease = {
      ...lease,
      reclaim: { windowSeconds: 0, startedHeight: 1, deadline: 2 ** 53 - 1, reason: null },
    }
    expect(pastChanges(absurd)[1]?.after).toMatchObject({ deadline: null })
  })
})

it('puts the creation before the closing within one block', () => {
  const changes = pastChanges({ ...lease, createdHeight: 5, closedHeight: 5, reclaim: null })
  expect([...changes].reverse().sort(compareChanges)).toEqual(changes)
})
