import type { Message } from '../market/message.ts'
import { type Cast, openingMessages } from './cast.ts'
import { Random } from './random.ts'
import { beginStory } from './stories.ts'
import type { Story } from './story.ts'

interface Due {
  readonly messages: readonly Message[]
  /** What goes on after it; null where nothing does. */
  readonly story: Story | null
}

export interface AgendaOptions {
  readonly seed: string
  readonly cast: Cast
  readonly blockSeconds: number
  readonly hugeNumbers: boolean
  /** Transactions per block, ≥ 0; a fraction is reached over several blocks. */
  readonly txPerBlock: number
  /** True where providers and audits have yet to be created by transactions. */
  readonly opensEmpty: boolean
  /** Ways to end what was there at the beginning, one at a time, so that the market keeps its size. */
  readonly retire: (random: Random) => readonly Message[] | null
}

/** Part of new stories that end something old instead, so that an initial market shrinks slowly. */
const RETIRING = 0.08

/** Decides which transactions each block holds: what is due first, then the beginnings of new stories. */
export class Agenda {
  readonly #options: AgendaOptions
  readonly #later = new Map<number, Due[]>()
  #ready: Due[] = []
  #begun = 0

  constructor(options: AgendaOptions) {
    this.#options = options
    if (options.opensEmpty)
      this.#ready = openingMessages(options.cast).map((messages) => ({ messages, story: null }))
  }

  /** The transactions of one block; `run` is called with each in turn, before the next is chosen. */
  fill(height: number, run: (messages: readonly Message[]) => void): void {
    this.#ready.push(...(this.#later.get(height) ?? []))
    this.#later.delete(height)
    const { txPerBlock } = this.#options
    let left = Math.floor(height * txPerBlock) - Math.floor((height - 1) * txPerBlock)
    // A story may begin without a transaction of its own; those are bounded too.
    for (let begun = 0; left > 0 && begun < 1000; ) {
      const due = this.#ready.shift()
      if (due === undefined) {
        this.#begin(height)
        begun++
        continue
      }
      run(due.messages)
      left--
      if (due.story !== null) this.#continue(due.story, height)
    }
  }

  #begin(height: number): void {
    const { seed, cast, blockSeconds, hugeNumbers } = this.#options
    const number = this.#begun++
    const random = new Random(`${seed}/story/${number}`)
    const messages = random.chance(RETIRING) ? this.#options.retire(random) : null
    if (messages === null)
      this.#continue(beginStory({ random, cast, number, blockSeconds, hugeNumbers }), height)
    else this.#ready.push({ messages, story: null })
  }

  #continue(story: Story, height: number): void {
    const next = story.next()
    if (next.done === true) return
    const { after, messages } = next.value
    const due = { messages, story }
    if (after === 0) this.#ready.push(due)
    else this.#later.set(height + after, [...(this.#later.get(height + after) ?? []), due])
  }
}
