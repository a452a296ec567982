import type { Chain } from './chain.ts'
import { FaultyChain } from './fault/faulty-chain.ts'
import { INVALID_MARK } from './fault/poison.ts'
import { SwitchBoard, type Switches, type SwitchName } from './fault/switches.ts'
import type { Reply } from './rpc/frame.ts'
import type { Interference } from './server.ts'

/** The switches that act on an HTTP exchange, whatever chain is behind it. */
type HttpSwitch = 'latency' | 'silence' | 'reset' | 'rateLimit' | 'html' | 'truncate' | 'wrongId'

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n'
const NOT_UTF8 = Buffer.from([0xc3, 0x28, 0xff])

/**
 * Switches that make a served chain misbehave. Give `chain` and `interfere` to startServer; turn switches on
 * with `set`, off with `clear`, and ask `hits` how often one acted.
 */
export class Faults {
  readonly chain: Chain
  readonly #board = new SwitchBoard()

  /** `now`: milliseconds on any clock that only moves forward. */
  constructor(chain: Chain, now: () => number) {
    this.chain = new FaultyChain(chain, this.#board, now)
  }

  set = (switches: Switches): void => this.#board.set(switches)
  clear = (...names: readonly SwitchName[]): void => this.#board.clear(...names)
  /** The switches as they stand. */
  get on(): Switches {
    return this.#board.on
  }

  hits = (name: SwitchName): number => this.#board.hits(name)

  /** What happens to one HTTP exchange; null where nothing does. */
  interfere = (methods: readonly string[]): Interference | null => {
    const { on } = this.#board
    const acts = (name: HttpSwitch) => this.#board.acts(name, on[name], methods)
    const delay = acts('latency') ? { delayMs: on.latency?.ms ?? 0 } : {}
    if (acts('silence')) return { ...delay, drop: 'never' }
    if (acts('reset')) return { ...delay, drop: 'reset' }
    if (acts('rateLimit')) {
      const headers = { 'Retry-After': String(on.rateLimit?.retryAfterSeconds ?? 1) }
      return { ...delay, headers, rewrite: () => tooMany }
    }
    if (acts('html'))
      return {
        ...delay,
        rewrite: () => ({ status: on.html?.status ?? 502, contentType: 'text/html', body: PAGE }),
      }
    if (acts('truncate')) return { ...delay, rewrite: truncated }
    if (acts('wrongId')) return { ...delay, rewrite: withWrongId }
    if (on.poison?.kind === 'invalid-utf8') return { ...delay, rewrite: withInvalidBytes }
    return on.latency === undefined ? null : delay
  }
}

const tooMany: Reply = { status: 429, contentType: 'text/plain', body: 'Too Many Requests\n' }

const truncated = (reply: Reply): Reply => ({
  ...reply,
  body: String(reply.body).slice(0, Math.floor(reply.body.length / 2)),
})

const withWrongId = (reply: Reply): Reply => ({
  ...reply,
  body: String(reply.body).replace(/"id":(-?\d+|"[^"]*")/, '"id":987654321'),
})

/** Swaps the mark for bytes that are no UTF-8. */
function withInvalidBytes(reply: Reply): Reply {
  const parts = String(reply.body).split(INVALID_MARK)
  const body = parts.flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [NOT_UTF8, Buffer.from(part)]))
  return { ...reply, body: Buffer.concat(body) }
}
