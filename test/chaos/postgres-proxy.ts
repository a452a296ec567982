import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type CommitPart, CommitWatch, type Unit } from './commit-watch.ts'
import { type Frame, FrameReader } from './postgres-frame.ts'

/**
 * A moment of a part of a commit. `before`: the server knows nothing of it yet; `sync`: all but the last
 * message is there; `complete`: it is done, and the client has heard nothing; `ready`: the client has read
 * CommandComplete, and not that the server is ready.
 */
export const moments = ['before', 'sync', 'complete', 'ready'] as const
export type Moment = (typeof moments)[number]

export interface CommitSeen {
  readonly part: CommitPart
  readonly backendPid: number
}

/** What happens to it: at the moment `act` runs while both sides wait; then the connection breaks or goes on. */
export interface Interference {
  readonly at: Moment
  act(): Promise<'close' | 'reset' | 'pass'>
}

/** Interfereed about every commit of the index; null lets it pass. */
export type Interfere = (commit: CommitSeen) => Interference | null

export interface PostgresProxy {
  /** The database's URL with this proxy in it. */
  urlOf(databaseUrl: string): string
  close(): Promise<void>
}

/** Stands between an indexer and Postgres and reads along; asks about every commit of the index. */
export async function startProxy(databaseUrl: string, interfere: Interfere): Promise<PostgresProxy> {
  const upstream = new URL(databaseUrl)
  const pairs = new Set<Pair>()
  const server = createServer((client) => {
    const pair = new Pair(client, connect(Number(upstream.port), upstream.hostname), interfere)
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlOf(url) {
      const through = new URL(url)
      through.host = `127.0.0.1:${port}`
      return through.href
    },
    close: () => {
      for (const pair of pairs) pair.cut('reset')
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** One connection of a client, and ours to the server for it. Frames of a direction are handled one after the other. */
class Pair {
  readonly #client: Socket
  readonly #server: Socket
  readonly #interfere: Interfere
  readonly #watch = new CommitWatch()
  /** The commit that is meddled with, and what the server says to it that must wait. */
  #target: { readonly unit: Unit; readonly interference: Interference } | null = null
  #held: Buffer[] = []

  constructor(client: Socket, server: Socket, interfere: Interfere) {
    this.#client = client
    this.#server = server
    this.#interfere = interfere
    this.#follow(client, 'client', (frame) => this.#fromClient(frame))
    this.#follow(server, 'server', (frame) => this.#fromServer(frame))
  }

  cut(how: 'close' | 'reset'): void {
    this.#server.destroy()
    if (how === 'reset') this.#client.resetAndDestroy()
    else this.#client.end()
  }

  #follow(socket: Socket, side: 'client' | 'server', handle: (frame: Frame) => Promise<void>): void {
    const other = side === 'client' ? this.#server : this.#client
    const reader = new FrameReader(side)
    // Frames are written one by one: none waits until the one before is acknowledged.
    socket.setNoDelay(true)
    let before = Promise.resolve()
    socket.on('data', (chunk: Buffer) => {
      for (const frame of reader.read(chunk)) before = before.then(() => handle(frame))
    })
    // One side's end is the other's, after what was said before it; so is its breaking.
    socket.on('close', () => void before.then(() => other.end()))
    socket.on('error', () => other.destroy())
  }

  async #fromClient(frame: Frame): Promise<void> {
    const unit = this.#watch.fromClient(frame)
    if (unit?.part) {
      const interference = this.#interfere({ part: unit.part, backendPid: this.#watch.backendPid })
      if (interference !== null) this.#target = { unit, interference }
    }
    const at = this.#target?.interference.at
    // The first Sync after a commit's first message is its own.
    const isNow = (at === 'before' && unit !== null) || (at === 'sync' && frame.type === 'S')
    if (isNow && !(await this.#goesOn())) return
    this.#server.write(frame.bytes)
  }

  async #fromServer(frame: Frame): Promise<void> {
    const unit = this.#watch.fromServer(frame)
    const { unit: target, interference } = this.#target ?? {}
    if (unit === null || unit !== target) return void this.#client.write(frame.bytes)
    const holds = interference?.at === 'complete' ? /[CZ]/ : /Z/
    if (!holds.test(frame.type)) return void this.#client.write(frame.bytes)
    this.#held.push(frame.bytes)
    if (frame.type === 'Z' && (await this.#goesOn()))
      for (const bytes of this.#held.splice(0)) this.#client.write(bytes)
  }

  /** Lets happen what was planned. False: the connection is cut. */
  async #goesOn(): Promise<boolean> {
    const end = (await this.#target?.interference.act()) ?? 'pass'
    this.#target = null
    if (end !== 'pass') this.cut(end)
    return end === 'pass'
  }
}
