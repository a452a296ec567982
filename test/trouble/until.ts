import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 60_000

/** Looks again and again until `check` no longer throws; throws what it threw last after a minute. */
export async function until<T>(look: () => T | Promise<T>, check: (seen: T) => void): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; ; await sleep(20)) {
    const seen = await look()
    try {
      return check(seen)
    } catch (error) {
      if (performance.now() > endMs) throw error
    }
  }
}
