import { describe, expect, it } from 'vitest'
import { bidOutcome } from './bid-outcome.ts'
import { bidStates, orderStates } from './record.ts'

const outcomes = (order: Parameters<typeof bidOutcome>[0]['order']) =>
  bidStates.map((bid) => bidOutcome({ bid, order, hasLease: false }))

describe('the outcome of a bid', () => {
  it('is won where there is a lease, whatever the states say', () => {
    for (const bid of bidStates)
      for (const order of [...orderStates, null])
        expect(bidOutcome({ bid, order, hasLease: true })).toBe('won')
  })

  it('follows from order and bid where there is none', () => {
    expect(bidStates).toEqual(['open', 'active', 'lost', 'closed'])
    expect(outcomes('open')).toEqual(['waiting', 'waiting', 'lost', 'withdrawn'])
    expect(outcomes('active')).toEqual(['lost', 'lost', 'lost', 'lost'])
    expect(outcomes('closed')).toEqual(['lost', 'lost', 'lost', 'lost'])
    expect(outcomes(null)).toEqual(['waiting', 'won', 'lost', 'lost'])
  })
})
