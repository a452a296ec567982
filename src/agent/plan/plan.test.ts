import { describe, expect, it } from 'vitest'
import {
  anchorOf,
  at,
  key,
  lease,
  linesOf,
  MINUTE,
  pendingOf,
  planOf,
  policy,
  portPendingOf,
  saying,
  secondLease,
  serviceOf,
  start,
  wish,
} from './test-view.ts'

const FIRST = '198.51.100.0'
const moved = { ...wish, lease: secondLease }

describe('the life of an endpoint', () => {
  it('begins with an anchor, and its ports are born at the same address', () => {
    const result = planOf({ ports: [wish, { ...wish, protocol: 'UDP' }] })
    expect(linesOf(result)).toEqual([
      'create-anchor 198.51.100.0 leased',
      'create-port web-ip-80-tcp 198.51.100.0',
      'create-port web-ip-80-udp 198.51.100.0',
    ])
    expect(pendingOf(result)).toBe('ADDRESS_PENDING')
  })

  it('is at rest when everything is there', () => {
    const services = [anchorOf(FIRST), serviceOf(wish, FIRST)]
    const result = planOf({ ports: [wish], services })
    expect(result.actions).toEqual([])
    expect(result.alarms).toEqual([])
    expect(result.verdicts).toMatchObject([
      {
        sharingKey: key,
        state: 'assigned',
        address: FIRST,
        pending: null,
        ports: [{ state: 'open', pending: null }],
      },
    ])
  })

  it('moves a port by a spare number, so that the new Service stands ready before the old one goes', () => {
    const old = serviceOf(wish, FIRST)
    const anchor = anchorOf(FIRST)
    const first = planOf({ ports: [moved], services: [anchor, old] })
    expect(linesOf(first)).toEqual([
      'note-anchor leased → leased',
      'create-port web-ip-80-tcp 198.51.100.0 SCTP/2',
    ])
    expect(portPendingOf(first)).toEqual(['PORT_MOVING'])
    const both = { ...anchorOf(FIRST, { leases: [lease, secondLease] }) }
    const spare = serviceOf(moved, FIRST, { ports: [{ protocol: 'SCTP', port: 2, targetPort: 3000 }] })
    const waiting = planOf({ ports: [moved], services: [both, old, { ...spare, address: null }] })
    expect(linesOf(waiting)).toEqual([])
    const ready = planOf({ ports: [moved], services: [both, old, spare] })
    expect(linesOf(ready)).toEqual(['delete-port web-ip-80-tcp', 'open-port web-ip-80-tcp'])
  })

  it('ends by the word of the chain: held, then quarantined, then gone', () => {
    const services = [anchorOf(FIRST), serviceOf(wish, FIRST)]
    expect(linesOf(planOf({ services, chain: saying('ended') }))).toEqual(['delete-port web-ip-80-tcp'])
    const alone = planOf({ services: [anchorOf(FIRST)], chain: saying('ended') })
    expect(linesOf(alone)).toEqual(['note-anchor leased → held'])
    const since = start
    const until = new Date(start.getTime() + policy.holdAfterCloseMs)
    const held = { services: [anchorOf(FIRST, { state: 'held', since, until, leases: [lease] })] }
    expect(planOf(held, MINUTE)).toMatchObject({
      actions: [],
      wakeAt: until,
      verdicts: [{ state: 'held', until }],
    })
    expect(linesOf(planOf(held, 60 * MINUTE))).toEqual(['note-anchor held → quarantined'])
    const quarantined = {
      services: [anchorOf(FIRST, { state: 'quarantined', since, until: at(10 * MINUTE).wall })],
    }
    expect(planOf(quarantined, MINUTE).actions).toEqual([])
    expect(planOf(quarantined, 10 * MINUTE).actions).toMatchObject([{ kind: 'delete-anchor' }])
  })

  it('asks the chain, and keeps everything until it answers', () => {
    const services = [anchorOf(FIRST), serviceOf(wish, FIRST)]
    const result = planOf({ services })
    expect(result).toMatchObject({ actions: [], questions: [lease] })
    expect(portPendingOf(result)).toEqual(['CHAIN_UNKNOWN'])
  })

  it('comes back to the same address while it is held or quarantined', () => {
    for (const state of ['held', 'quarantined'] as const) {
      const services = [anchorOf(FIRST, { state, since: start, until: at(MINUTE).wall })]
      expect(linesOf(planOf({ ports: [moved], services }))).toEqual([
        `note-anchor ${state} → leased`,
        'create-port web-ip-80-tcp 198.51.100.0',
      ])
    }
  })
})
