import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 20_000

/** Looks again and again until `check` no longer throws; throws what it threw last after 20 s. */
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
