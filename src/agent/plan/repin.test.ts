import { describe, expect, it } from 'vitest'
import type { SeenSince } from '../model/seen-since.ts'
import { foreignService, poolOf } from '../pool/test-services.ts'
import { anchorOf, linesOf, pendingOf, planOf, policy, SECOND, serviceOf, wish } from './test-view.ts'

const FIRST = '198.51.100.0'

/** A Service that MetalLB serves without being told which address. */
const stranger = { ...foreignService(FIRST), pin: null }

/** As after the plan that asked for the address. */
const asked = (): SeenSince => planOf({ ports: [wish] }).seenSince

describe('an anchor whose address MetalLB gave to somebody else at the same moment', () => {
  const services = [anchorOf(null), serviceOf(wish, null), stranger]

  it('gets another one at once, and its port is made again there', () => {
    const result = planOf({ ports: [wish], services, seenSince: asked() }, SECOND)
    expect(linesOf(result)).toContain(`repin-anchor ${FIRST} → 198.51.100.1`)
    expect(pendingOf(result)).toBe('ADDRESS_PENDING')
    const after = [anchorOf('198.51.100.1'), serviceOf(wish, null), stranger]
    expect(linesOf(planOf({ ports: [wish], services: after }, 2 * SECOND))).toEqual([
      'delete-port web-ip-80-tcp if unchanged',
    ])
  })

  it('gets another one also when plans were made while its anchor was being written', () => {
    const reserved = new Set([FIRST])
    const elsewhere = planOf({ ports: [wish], seenSince: asked() }, 10, { reserved })
    expect(linesOf(elsewhere)).toContain('create-anchor 198.51.100.1 leased')
    const { seenSince } = elsewhere
    const full = planOf({ ports: [wish], pools: [poolOf([`${FIRST}/32`])], seenSince }, 20, { reserved })
    expect(pendingOf(full)).toBe('POOL_EXHAUSTED')
    const result = planOf({ ports: [wish], services, seenSince: full.seenSince }, SECOND)
    expect(linesOf(result)).toContain(`repin-anchor ${FIRST} → 198.51.100.1`)
  })

  it('waits while the other is only pinned there and has nothing either', () => {
    const pending = { ...foreignService(FIRST), address: null }
    const both = [anchorOf(null), pending]
    const result = planOf({ ports: [wish], services: both, seenSince: asked() }, SECOND)
    expect(linesOf(result)).not.toContain(`repin-anchor ${FIRST} → 198.51.100.1`)
    const later = planOf({ ports: [wish], services: both, seenSince: asked() }, policy.refusedAfterMs)
    expect(linesOf(later)).toContain(`repin-anchor ${FIRST} → 198.51.100.1`)
  })

  it('keeps it when nobody knows whether it had it before', () => {
    const result = planOf({ ports: [wish], services }, SECOND)
    expect(linesOf(result)).not.toContain(`repin-anchor ${FIRST} → 198.51.100.1`)
    expect(pendingOf(result)).toBe('ADDRESS_TAKEN')
  })
})
