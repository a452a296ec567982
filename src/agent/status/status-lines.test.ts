import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordObservation } from '../observe/journal.ts'
import type { Observation } from '../observe/observation.ts'
import { observePool } from '../observe/pool-observation.ts'
import { nothing, observations, start } from '../observe/test-observations.ts'
import { anchorService, poolOf, portService } from '../pool/test-services.ts'
import { lease, wish } from '../stock/test-wishes.ts'
import { statusLines } from './status-lines.ts'

const at = new Date('2026-01-31T12:00:00Z')
const now = new Date('2026-01-31T12:01:30Z')

function lines(observation: Observation) {
  const { snapshot } = recordObservation(start(), observation, at)
  return snapshot === null ? [] : statusLines({ snapshot, seenAt: new Date('2026-01-31T12:01:28Z'), now })
}

const port = { lease, service: 'web', port: 3000, pending: null } as const
const endpoint = { owner: lease.owner, pool: 'default', until: null, pending: null } as const

describe('the status for people', () => {
  it('shows alarms, pools and endpoints with every reason', () => {
    const services = [portService('198.51.100.7'), anchorService('198.51.100.8', 'held')]
    const counts = { assigned: 2n, available: 254n }
    const shown = lines({
      alarms: [{ kind: 'CHAIN_SILENT', subject: 'chain', message: 'no node answered for 5 min' }],
      pools: [
        observePool(poolOf(['198.51.100.0/24'], { counts }), services),
        observePool(poolOf(['203.0.113.0/30'], { name: 'spare', autoAssign: false, restricted: true }), []),
      ],
      holdings: [
        {
          ...endpoint,
          sharingKey: wish.sharingKey,
          state: 'assigned',
          address: '198.51.100.7',
          ports: [
            { ...port, externalPort: 80, protocol: 'TCP', state: 'open' },
            {
              ...port,
              externalPort: 53,
              protocol: 'UDP',
              state: 'pending',
              pending: { reason: 'PORT_TAKEN', message: 'UDP/53 is open for lease a/1/1/1/b' },
            },
          ],
        },
        {
          ...endpoint,
          sharingKey: `${lease.owner}-ip-old`,
          state: 'held',
          address: '198.51.100.8',
          until: new Date('2026-02-01T13:01:30Z'),
          ports: [],
        },
        {
          ...endpoint,
          sharingKey: `${lease.owner}-ip-z`,
          state: 'pending',
          address: null,
          pending: { reason: 'POOL_EXHAUSTED', message: 'pool "default" has no free address' },
          // What keeps the endpoint is not said again for its port.
          ports: [
            {
              ...port,
              externalPort: 80,
              protocol: 'TCP',
              state: 'pending',
              pending: { reason: 'POOL_EXHAUSTED', message: 'pool "default" has no free address' },
            },
          ],
        },
      ],
    })
    const key = `${lease.owner}/257261/1/1/${lease.provider}`
    expect(shown).toEqual([
      `provider  ${lease.provider}`,
      'mode      drive',
      'seen      2 s ago (run-1.1, as it is for 1 min 30 s)',
      '',
      'alarms',
      '  CHAIN_SILENT  chain  no node answered for 5 min',
      '',
      'pools',
      '  name     total  in use  held  quarantined  cordoned  available  leaked  addresses',
      '  default  256    1       1     0            0         254        0       198.51.100.0/24',
      '  spare    4      0       0     0            0         4          -       203.0.113.0/30 by name only not for leases',
      '',
      'endpoints',
      `  address       state             endpoint${' '.repeat(lease.owner.length + 3)}port            to        lease`,
      `  198.51.100.7  assigned          ${lease.owner}-ip-front  TCP/80          web:3000  ${key}`,
      `${' '.repeat(34)}${' '.repeat(lease.owner.length + 11)}UDP/53 pending  web:3000  ${key}`,
      '  ! PORT_TAKEN: UDP/53 is open for lease a/1/1/1/b',
      `  198.51.100.8  held for 1 d 1 h  ${lease.owner}-ip-old    -`,
      `  -             pending           ${lease.owner}-ip-z      TCP/80 pending  web:3000  ${key}`,
      '  ! POOL_EXHAUSTED: pool "default" has no free address',
    ])
  })

  it('says so where there is nothing', () => {
    expect(lines(nothing).slice(3)).toEqual([
      '',
      'alarms',
      '  none',
      '',
      'pools',
      '  none',
      '',
      'endpoints',
      '  none',
    ])
  })

  it('is lines without control characters, whatever names say', () => {
    const alarm = { kind: 'PORT_ORPHANED', subject: 'a\u001b[2Jb', message: 'x\ny\u202e' } as const
    expect(lines({ ...nothing, alarms: [alarm] })[5]).toBe('  PORT_ORPHANED  a?[2Jb  x?y?')
    fc.assert(
      fc.property(observations, (observation) => {
        for (const line of lines(observation)) expect(line).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})
