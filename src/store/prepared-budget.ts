import type { Clock } from '#platform/clock.ts'

/** Room for every statement of ours and many of our readers'; each takes some 50 KB in every connection. */
const TEXTS = 300
const GENERATION_MS = 600_000
/** Texts that were used once and wait for a second use. */
const REMEMBERED = 1000

export interface PreparedBudgetOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Distinct texts that are prepared in one generation at most. Default 300. */
  readonly texts?: number
  /** Default 600000, ten minutes. */
  readonly generationMs?: number
}

/** Decides which statements the server keeps prepared. */
export interface PreparedBudget {
  /** Whether this use of the text is to be prepared; each call counts as one use. */
  shouldPrepare(text: string): boolean
}

/**
 * Preparing saves the server the parsing and planning of what comes again, but it keeps every prepared text
 * in every connection until that ends: readers with endless shapes would fill its memory. So a text is
 * prepared from its second use on, and no more than so many in a generation. The better half stays into the
 * next one, so that a flood does not drive out what is used most. The bound of a connection is the texts of all
 * generations in its life: it has to end some time.
 */
export function createPreparedBudget(options: PreparedBudgetOptions): PreparedBudget {
  const { clock, texts = TEXTS, generationMs = GENERATION_MS } = options
  const usedOnce = new Set<string>()
  let uses = new Map<string, number>()
  let startedMs = clock.monotonicMs()

  function turnGeneration(): void {
    const nowMs = clock.monotonicMs()
    if (nowMs - startedMs < generationMs) return
    startedMs = nowMs
    const [best, others] = halves(uses, Math.floor(texts / 2))
    // Counted anew, so that each generation is judged by itself.
    uses = new Map(best.map((text) => [text, 0]))
    for (const text of others) remember(text)
  }

  function remember(text: string): void {
    usedOnce.add(text)
    const [oldest] = usedOnce
    if (usedOnce.size > REMEMBERED && oldest !== undefined) usedOnce.delete(oldest)
  }

  return {
    shouldPrepare(text) {
      turnGeneration()
      const before = uses.get(text)
      const isNew = before === undefined
      if (isNew && (uses.size >= texts || !usedOnce.has(text))) {
        remember(text)
        return false
      }
      if (isNew) usedOnce.delete(text)
      uses.set(text, (before ?? 0) + 1)
      return true
    },
  }
}

/** The `count` most used texts, and the others. */
function halves(uses: ReadonlyMap<string, number>, count: number): readonly [string[], string[]] {
  const texts = [...uses].sort(([, a], [, b]) => b - a).map(([text]) => text)
  return [texts.slice(0, count), texts.slice(count)]
}
