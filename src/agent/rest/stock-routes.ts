import { type Context, Hono } from 'hono'
import type { Clock } from '#platform/clock.ts'
import { leaseRefKey } from '../model/lease-ref.ts'
import { askStatus, beginCheck, type InventoryCheck } from '../stock/rest-inventory-check.ts'
import { readLeasePath, stockLeaseStatus } from '../stock/rest-lease-status.ts'
import { stockState } from '../stock/rest-state.ts'
import { stockUsage } from '../stock/rest-usage.ts'
import type { ObservationFeed } from './observation-feed.ts'
import { notSeenYet, refuseStock } from './rest-refusal.ts'

export interface StockOptions {
  readonly feed: Pick<ObservationFeed, 'journal'>
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Of this software. */
  readonly version: string
}

const noStore = { 'cache-control': 'no-store' } as const

/** The paths of the stock ip-operator (operator/ip/operator.go), under which the stock provider asks. */
export function stockRoutes({ feed, clock, version }: StockOptions): Hono {
  const app = new Hono()
  let check: InventoryCheck | null = null
  // The provider does not start before this is so, and kubelet must not restart an agent because the cluster is away.
  app.get('/health', (c) => c.text('OK', 200, noStore))
  app.get('/version', (c) => c.json({ name: 'ipgw-agent', version }, 200, noStore))
  app.get('/ignored-leases', (c) => c.json({}, 200, noStore))
  app.get('/usage', (c) => {
    const { snapshot } = feed.journal
    if (snapshot === null) return refuseStock(c, 503, notSeenYet)
    check = beginCheck(check, snapshot.holdings, clock.monotonicMs())
    return c.json(stockUsage(snapshot), 200, noStore)
  })
  app.get('/state', (c) => {
    const { snapshot } = feed.journal
    return snapshot === null
      ? refuseStock(c, 503, notSeenYet)
      : c.json(stockState(snapshot.holdings), 200, noStore)
  })
  app.get('/ip-lease-status/:owner/:dseq/:gseq/:oseq', (c) => {
    const { snapshot, provider } = feed.journal
    const lease = readLeasePath(c.req.param(), provider)
    if (lease === null) return refuseStock(c, 404, badLeasePath(c))
    if (snapshot === null) return refuseStock(c, 503, notSeenYet)
    const asked = {
      lease: leaseRefKey(lease),
      holdings: snapshot.holdings,
      nowMs: clock.monotonicMs(),
    }
    const answer = askStatus(check, asked)
    check = answer.check
    const ports = stockLeaseStatus(answer.holdings, lease, answer.form)
    return ports.length === 0 ? c.body(null, 204, noStore) : c.json(ports, 200, noStore)
  })
  return app
}

const badLeasePath = (c: Context) =>
  `${c.req.path.slice(0, 200)} names no lease: it must be /ip-lease-status/<akash address>/<dseq>/<gseq>/<oseq>`
