export interface BackoffOptions {
  /** The first pause is at most this long. Default 100. */
  readonly baseMs?: number
  /** No pause is longer. Default 10000. */
  readonly capMs?: number
}

/** A number from 0 up to, not including, 1. */
export type Random = () => number

/**
 * Full jitter: a random pause of 0 to min(cap, base × 2^(attempt − 1)) milliseconds, so that callers who failed
 * together do not come back together. `attempt` counts failures from 1.
 */
export function backoffMs(attempt: number, options: BackoffOptions, random: Random): number {
  const { baseMs = 100, capMs = 10_000 } = options
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1))
}
