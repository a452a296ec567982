import { setTimeout as sleep } from 'node:timers/promises'

/** After trouble with its API server MetalLB takes up to a minute and more; without, milliseconds. */
const PATIENCE_MS = 90_000

/** Looks until `check` no longer throws, and returns what was seen then; throws what it threw last after a minute and a half. */
export async function eventually<T>(look: () => Promise<T>, check: (seen: T) => void): Promise<T> {
  for (const endMs = performance.now() + PATIENCE_MS; ; await sleep(20)) {
    const seen = await look()
    try {
      check(seen)
      return seen
    } catch (error) {
      if (performance.now() > endMs) throw error
    }
  }
}
