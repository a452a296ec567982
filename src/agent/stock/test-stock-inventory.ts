import type { StockUsage } from './rest-usage.ts'

export interface Reservation {
  readonly order: number
  readonly quantity: number
  isAllocated: boolean
  isConfirmed: boolean
}

/**
 * How the stock provider counts leased IPs (countReservedIPs, availableLeasedIPs, handleRequest and runCheck in
 * cluster/inventory.go of v0.10): what it has offered and what it would still offer.
 */
export class StockInventory {
  readonly reservations: Reservation[] = []
  #usage: StockUsage = { Available: 0, InUse: 0 }
  #check: { usage: StockUsage; left: Reservation[]; confirmed: Reservation[] } | null = null

  get offered(): number {
    const { Available, InUse } = this.#usage
    const reserved = this.reservations
      .filter(({ isConfirmed }) => !isConfirmed)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    return Math.max(0, Math.max(0, Available - InUse) - reserved)
  }

  /** While a check runs, none are made. */
  reserve(order: number, quantity: number): boolean {
    if (this.#check !== null || quantity > this.offered) return false
    this.reservations.push({ order, quantity, isAllocated: false, isConfirmed: false })
    return true
  }

  unreserve(order: number): void {
    const index = this.reservations.findIndex((reservation) => reservation.order === order)
    if (index >= 0) this.reservations.splice(index, 1)
  }

  deployed(order: number): void {
    for (const reservation of this.reservations)
      if (reservation.order === order) reservation.isAllocated = true
  }

  /** It knows its leases from the chain, and nothing else. */
  restart(): void {
    this.#check = null
    for (const reservation of this.reservations) {
      reservation.isAllocated = false
      reservation.isConfirmed = false
    }
  }

  get isChecking(): boolean {
    return this.#check !== null
  }

  beginCheck(usage: StockUsage): void {
    const left = this.reservations.filter(({ isConfirmed, isAllocated }) => !isConfirmed && isAllocated)
    this.#check = { usage, left, confirmed: [] }
  }

  /** One step of the check that runs: asks for the next lease, or ends it. */
  goOn(entriesOf: (order: number) => number): void {
    if (this.#check === null) return
    const { usage, left, confirmed } = this.#check
    const next = left.shift()
    if (next !== undefined) {
      if (entriesOf(next.order) === next.quantity) confirmed.push(next)
      return
    }
    this.#usage = usage
    for (const reservation of confirmed) reservation.isConfirmed = true
    this.#check = null
  }
}
