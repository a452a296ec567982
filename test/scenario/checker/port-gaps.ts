import { portKey } from '#agent/model/port-wish.ts'
import type { SeenService, Wanted } from './scenario-log.ts'

interface Change {
  readonly before: SeenService | null
  readonly after: SeenService | null
  readonly atMs: number
}

/** Measures how long ports that were open and are wanted were not open: what a tenant's users notice of a move. */
export class PortGaps {
  /** "endpoint TCP/80" to how many Services serve it. */
  readonly #serving = new Map<string, number>()
  readonly #closedAtMs = new Map<string, number>()
  readonly #wanted = new Map<string, string>()
  readonly #lengths: number[] = []

  get lengthsMs(): readonly number[] {
    return [...this.#lengths].sort((a, b) => a - b)
  }

  /** A port that is wanted no more, or anew, has no gap. */
  wish(name: string, wanted: Wanted | null): void {
    const before = this.#wanted.get(name)
    if (wanted !== null) this.#wanted.set(name, `${wanted.sharingKey} ${portKey(wanted)}`)
    else if (before !== undefined) {
      this.#wanted.delete(name)
      this.#closedAtMs.delete(before)
    }
  }

  change({ before, after, atMs }: Change): void {
    const was = new Set(openPorts(before))
    const is = new Set(openPorts(after))
    for (const port of is) if (!was.has(port)) this.#open(port, atMs)
    for (const port of was) if (!is.has(port)) this.#close(port, atMs)
  }

  #open(port: string, atMs: number): void {
    this.#serving.set(port, (this.#serving.get(port) ?? 0) + 1)
    const closedAtMs = this.#closedAtMs.get(port)
    if (closedAtMs === undefined) return
    this.#closedAtMs.delete(port)
    this.#lengths.push(atMs - closedAtMs)
  }

  #close(port: string, atMs: number): void {
    const left = (this.#serving.get(port) ?? 1) - 1
    this.#serving.set(port, left)
    if (left === 0 && [...this.#wanted.values()].includes(port)) this.#closedAtMs.set(port, atMs)
  }
}

const openPorts = (service: SeenService | null): readonly string[] =>
  service === null || service.role !== 'port' || service.addresses.length === 0
    ? []
    : service.ports.map(({ protocol, port }) => `${service.holder} ${protocol}/${port}`)
