import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import type { SeenService } from './scenario-log.ts'
import {
  ALICE,
  anchorOf,
  BOB,
  foreignService,
  LogWriter,
  leaseOf,
  portOf,
  promises,
  wantedPort,
} from './test-log.ts'
import { type ViolationKind, violationKinds } from './violation.ts'

const IP = '198.51.100.4'
const OTHER = '198.51.100.9'
const alice = leaseOf(ALICE, 7n)
const web = wantedPort(alice)
const key = web.sharingKey
/** When hold and quarantine are over, with some more. */
const OVER_MS = promises.holdAfterCloseMs + promises.quarantineMs + 2 * promises.slackMs

/** An endpoint with one open port, as everything begins. */
function opened(log: LogWriter, wanted = web, address = IP) {
  log.chain(wanted.lease, 'active').want(wanted)
  const anchor = log.born(anchorOf(wanted.sharingKey), address)
  return { anchor, port: log.born(portOf(wanted), address) }
}

/** The chain says that the lease ended, and its wish goes. */
const ended = (log: LogWriter, wanted = web) => log.chain(wanted.lease, 'ended').unwant(wanted)

const kindsIn = (log: LogWriter) => judge(log.log).violations.map(({ kind }) => kind)

describe('a good run', () => {
  const good: Readonly<Record<string, (log: LogWriter) => unknown>> = {
    'an endpoint opens': (log) => opened(log),
    'a port is retargeted': (log) => {
      const { port } = opened(log)
      const wanted = { ...web, port: 4000 }
      log.want(wanted)
      log.becomes(port, { ports: portOf(wanted).ports })
    },
    'a port moves to another lease while the anchor holds the address': (log) => {
      const { port } = opened(log)
      const moved = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(moved.lease, 'active').want(moved)
      const spare = log.born(
        { ...portOf(moved), ports: [{ protocol: 'SCTP', port: 2, targetPort: 3000 }] },
        IP,
      )
      log.gone(port)
      log.becomes(spare, { ports: portOf(moved).ports })
    },
    'an address is given up after its hold and quarantine, and goes to somebody else': (log) => {
      const { anchor, port } = opened(log)
      ended(log).gone(port).wait(OVER_MS).gone(anchor)
      opened(log, wantedPort(leaseOf(BOB, 9n)))
    },
    'a held address stays after its lease': (log) => {
      const { port } = opened(log)
      log.add({ kind: 'hold', endpoint: key, untilMs: Number.MAX_SAFE_INTEGER })
      ended(log).gone(port).wait(OVER_MS)
    },
    'an owner comes back within the hold': (log) => {
      const { port } = opened(log)
      ended(log).gone(port)
      const again = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(again.lease, 'active').want(again)
      log.born(portOf(again), IP)
    },
    'an owner comes back after all that and gets another address': (log) => {
      const { anchor, port } = opened(log)
      ended(log).gone(port).wait(OVER_MS).gone(anchor)
      opened(log, { ...web, lease: leaseOf(ALICE, 8n) }, OTHER)
    },
    'a lease ends to which an endpoint moved, and the one before goes on': (log) => {
      const { port } = opened(log)
      const moved = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(moved.lease, 'active').want(moved).gone(port)
      ended(log, moved).wait(OVER_MS)
    },
    'the chain says twice that a lease ended': (log) => {
      const { anchor, port } = opened(log)
      ended(log)
        .gone(port)
        .wait(OVER_MS - 100)
      log.chain(alice, 'ended').wait(100).gone(anchor)
    },
    'wishes vanish although the lease goes on': (log) => {
      const { port } = opened(log)
      log.unwant(web).wait(OVER_MS).gone(port)
    },
    'two leases of one owner use an endpoint, and one ends': (log) => {
      opened(log)
      const second = wantedPort(leaseOf(ALICE, 8n), { externalPort: 81 })
      log.chain(second.lease, 'active').want(second)
      const port = log.born(portOf(second), IP)
      ended(log, second).gone(port).wait(OVER_MS)
    },
    'somebody else’s Service keeps its address': (log) => {
      log.becomes(log.born(foreignService, OTHER), {})
      opened(log)
    },
  }
  it.each(Object.entries(good))('in which %s has no violation', (_, play) => {
    const log = new LogWriter()
    play(log)
    expect(judge(log.log).violations).toEqual([])
  })

  it('says how much was judged', () => {
    const log = new LogWriter()
    const { port } = opened(log)
    const moved = { ...web, lease: leaseOf(ALICE, 8n) }
    log.chain(moved.lease, 'active').want(moved).gone(port).wait(25)
    log.born(portOf(moved), IP)
    log.add({ kind: 'kill', what: 'metallb' })
    expect(judge(log.log)).toEqual({
      violations: [],
      counts: {
        serviceEvents: 7,
        services: 3,
        endpoints: 1,
        addresses: 1,
        leases: 2,
        endedLeases: 0,
        wishes: 2,
        moves: 1,
        kills: 1,
      },
      portGapsMs: [45],
    })
  })
})

const wrong: Partial<SeenService> = {
  addresses: [],
  service: 'other',
  holder: `${key}-two`,
  ports: [{ protocol: 'TCP', port: 80, targetPort: 1 }],
}

const bad: readonly (readonly [ViolationKind, string, (log: LogWriter) => unknown])[] = [
  ['LOG_BROKEN', 'a change of a Service that never came', (log) => log.becomes(portOf(web), {})],
  ['LOG_BROKEN', 'a deletion of one', (log) => log.gone(portOf(web))],
  [
    'LOG_BROKEN',
    'a Service that comes twice',
    (log) => log.add({ kind: 'service', type: 'ADDED', service: opened(log).port }),
  ],
  [
    'TWO_OWNERS',
    'an address on the Services of two owners',
    (log) => {
      opened(log)
      opened(log, wantedPort(leaseOf(BOB, 9n)))
    },
  ],
  [
    'TWO_OWNERS',
    'an address on Services of two endpoints of one owner',
    (log) => {
      opened(log)
      opened(log, wantedPort(alice, { sharingKey: `${key}-two`, externalPort: 81 }))
    },
  ],
  [
    'TWO_OWNERS',
    'an address that somebody else’s Service has',
    (log) => {
      log.born(foreignService, IP)
      opened(log)
    },
  ],
  [
    'FREED',
    'a move that deletes before it creates',
    (log) => {
      log.chain(alice, 'active').want(web)
      log.gone(log.born(portOf(web), IP))
      const moved = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(moved.lease, 'active').want(moved)
      log.born(portOf(moved), IP)
    },
  ],
  [
    'TAKEN',
    'an address that a stranger takes during a move',
    (log) => {
      const { anchor, port } = opened(log)
      log.gone(port, anchor)
      opened(log, wantedPort(leaseOf(BOB, 9n)))
    },
  ],
  [
    'TAKEN',
    'an address that a stranger takes during its quarantine',
    (log) => {
      const { anchor, port } = opened(log)
      ended(log).gone(port, anchor)
      opened(log, wantedPort(leaseOf(BOB, 9n)))
    },
  ],
  [
    'MOVED',
    'another address after a move',
    (log) => {
      const { anchor, port } = opened(log)
      log.gone(port, anchor)
      log.born(anchorOf(key), OTHER)
      log.born(portOf(web), OTHER)
    },
  ],
  [
    'MOVED',
    'a Service whose address changes',
    (log) => {
      log.chain(alice, 'active').want(web)
      log.becomes(log.born(portOf(web), IP), { addresses: [OTHER] })
    },
  ],
  [
    'MOVED',
    'another address for an owner who comes back within the hold',
    (log) => {
      const { anchor, port } = opened(log)
      ended(log).gone(port, anchor)
      const again = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(again.lease, 'active').want(again)
      log.born(portOf(again), OTHER)
    },
  ],
  [
    'SPLIT',
    'ports of one endpoint at two addresses',
    (log) => {
      opened(log)
      const second = wantedPort(alice, { externalPort: 81 })
      log.want(second)
      log.born(portOf(second), OTHER)
    },
  ],
  [
    'FREED',
    'an address given up when its wishes vanish, without the chain’s word',
    (log) => {
      const { anchor, port } = opened(log)
      log.unwant(web).wait(OVER_MS).gone(port, anchor)
    },
  ],
  [
    'FREED',
    'an address given up before the chain’s word',
    (log) => {
      const { anchor, port } = opened(log)
      log.unwant(web).gone(port, anchor).chain(alice, 'ended').wait(OVER_MS)
    },
  ],
  [
    'FREED',
    'an address given up while it is still wanted, whatever the chain says',
    (log) => {
      const { anchor, port } = opened(log)
      log.chain(alice, 'ended').wait(OVER_MS).gone(port, anchor)
    },
  ],
  [
    'FREED',
    'an address given up at the revision that was current before the chain’s word',
    (log) => {
      const { anchor, port } = opened(log)
      log.unwant(web).gone(port, anchor)
      log.chainAtOnce(alice, 'ended').wait(OVER_MS)
    },
  ],
  [
    'FREED',
    'an address given up because one of two leases ended',
    (log) => {
      const { anchor, port } = opened(log)
      const second = wantedPort(leaseOf(ALICE, 8n), { externalPort: 81 })
      log.chain(second.lease, 'active').want(second)
      ended(log).wait(OVER_MS).gone(port, anchor)
    },
  ],
  [
    'FREED',
    'a status that loses its address',
    (log) => {
      log.chain(alice, 'active').want(web)
      log.becomes(log.born(portOf(web), IP), { addresses: [] })
    },
  ],
  [
    'RELEASED_TOO_SOON',
    'an address given up in its quarantine',
    (log) => {
      const { anchor, port } = opened(log)
      ended(log)
        .gone(port)
        .wait(promises.holdAfterCloseMs + 100)
        .gone(anchor)
    },
  ],
  [
    'RELEASED_TOO_SOON',
    'a held address given up',
    (log) => {
      const { anchor, port } = opened(log)
      log.add({ kind: 'hold', endpoint: key, untilMs: Number.MAX_SAFE_INTEGER })
      ended(log).gone(port).wait(OVER_MS).gone(anchor)
    },
  ],
  [
    'ANCHOR_LOST',
    'an anchor deleted before its ports',
    (log) => {
      log.gone(opened(log).anchor)
    },
  ],
  ['FOREIGN_TOUCHED', 'somebody else’s Service deleted', (log) => log.gone(log.born(foreignService, OTHER))],
  [
    'FOREIGN_TOUCHED',
    'somebody else’s Service moved',
    (log) => log.becomes(log.born(foreignService, OTHER), { addresses: [IP] }),
  ],
  [
    'PORT_NOT_OPEN',
    'a wanted port without Service',
    (log) => {
      opened(log)
      log.want(wantedPort(alice, { externalPort: 81 }))
    },
  ],
  ...Object.entries(wrong).map(([part, value]): (typeof bad)[number] => [
    'PORT_NOT_OPEN',
    `a port whose ${part} is not what is wanted`,
    (log) => log.becomes(opened(log).port, { [part]: value }),
  ]),
  [
    'PORT_STALE',
    'a port left where it moved from',
    (log) => {
      opened(log)
      const moved = { ...web, lease: leaseOf(ALICE, 8n) }
      log.chain(moved.lease, 'active').want(moved)
      log.born(portOf(moved), IP)
    },
  ],
  [
    'LEAKED',
    'an anchor that stays for ever',
    (log) => {
      const { port } = opened(log)
      ended(log).gone(port).wait(OVER_MS)
    },
  ],
]

describe('a bad run', () => {
  it.each(bad)('shows %s for %s', (kind, _, play) => {
    const log = new LogWriter()
    play(log)
    expect(kindsIn(log)).toContain(kind)
  })

  it('is there for every kind of violation', () => {
    expect(new Set(bad.map(([kind]) => kind))).toEqual(new Set(Object.keys(violationKinds)))
  })

  it('tells when, of whom and what', () => {
    const log = new LogWriter()
    const { port } = opened(log)
    log.becomes(port, { addresses: [OTHER] })
    const message = `it has ${IP} and ${OTHER} at once`
    expect(judge(log.log).violations).toContainEqual({ kind: 'SPLIT', subject: key, message, revision: 7 })
  })

  it('is one however often the same is seen', () => {
    const log = new LogWriter()
    const { port } = opened(log)
    const moved = log.becomes(port, { addresses: [OTHER] })
    log.becomes(moved, {})
    expect(kindsIn(log).filter((kind) => kind === 'SPLIT')).toHaveLength(1)
  })

  it('is judged by the first address when one port strays and goes again', () => {
    const log = new LogWriter()
    const { port } = opened(log)
    const second = wantedPort(alice, { externalPort: 81 })
    log.gone(log.born(portOf(second), OTHER))
    log.becomes(port, {})
    expect(kindsIn(log)).toEqual(['SPLIT'])
  })

  it('is one whose log says something twice', () => {
    const log = new LogWriter()
    log.becomes(opened(log).port, {})
    const { entries } = log.log
    const doubled = judge({ ...log.log, entries: [...entries, ...entries.slice(-1)] })
    expect(doubled.violations.map(({ kind }) => kind)).toEqual(['LOG_BROKEN'])
  })

  it('is seen whatever the order of the entries', () => {
    const log = new LogWriter()
    const { anchor, port } = opened(log)
    log.gone(port, anchor)
    const { entries } = log.log
    const shuffled = judge({ ...log.log, entries: [...entries].reverse() })
    expect(shuffled).toEqual(judge(log.log))
  })
})
