import { WebSocket } from 'ws'
import { backoffMs, type Random } from '#platform/backoff.ts'
import type { Log } from '#platform/log.ts'

export interface WakeOptions {
  /** RPC addresses of nodes, http or https; the next one is tried where one fails. At least one. */
  readonly urls: readonly string[]
  readonly random: Random
  readonly log: Log
  /** Told whenever the node announces a block. */
  readonly onBlock: () => void
}

const SUBSCRIBE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'subscribe',
  params: { query: "tm.event='NewBlockHeader'" },
})
/** Nothing heard for so long: the socket or the subscription died, which neither says by itself. */
const SILENCE_MS = 30_000
const BACKOFF = { baseMs: 1_000, capMs: 60_000 }
const HANDSHAKE_MS = 10_000
/** A header is some 2 KB; nothing else is asked for. */
const MAX_BYTES = 2 ** 20

/**
 * A subscription to block headers that only wakes those who poll: whatever it says or fails to say, polling
 * goes on. Opens the socket again, and subscribes again, whenever it closes or falls silent.
 */
export class Wake {
  readonly #options: WakeOptions
  #socket: WebSocket | null = null
  #failures = 0
  #live = false
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: WakeOptions) {
    this.#options = options
    this.#open()
  }

  /** True while announcements arrive. */
  get live(): boolean {
    return this.#live
  }

  close(): void {
    this.#closed = true
    this.#live = false
    if (this.#timer) clearTimeout(this.#timer)
    this.#socket?.terminate()
  }

  #open(): void {
    const { urls } = this.#options
    const socket = new WebSocket(socketUrl(urls[this.#failures % urls.length] ?? ''), {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_BYTES,
      perMessageDeflate: false,
    })
    this.#socket = socket
    this.#watch(socket)
    socket.on('open', () => socket.send(SUBSCRIBE))
    socket.on('message', (data) => this.#heard(socket, String(data)))
    socket.on('error', (error) => this.#options.log.debug({ err: error }, 'block subscription failed'))
    socket.on('close', () => this.#again(socket))
  }

  #heard(socket: WebSocket, text: string): void {
    this.#watch(socket)
    // The answer to the subscription itself carries no block.
    if (!text.includes('NewBlockHeader')) return
    this.#live = true
    this.#failures = 0
    this.#options.onBlock()
  }

  /** Counts the silence from now. */
  #watch(socket: WebSocket): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => socket.terminate(), SILENCE_MS)
    this.#timer.unref()
  }

  #again(socket: WebSocket): void {
    if (this.#closed || socket !== this.#socket) return
    this.#live = false
    this.#failures += 1
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#open(), backoffMs(this.#failures, BACKOFF, this.#options.random))
    this.#timer.unref()
  }
}

/** CometBFT serves the socket beside the RPC; a user and password stay in the URL. */
function socketUrl(url: string): string {
  const socket = new URL(url)
  socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:'
  socket.pathname = `${socket.pathname.replace(/\/+$/, '')}/websocket`
  return socket.href
}
