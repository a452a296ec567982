/** What somebody may still do: `tokens` of them at `atMs`, and more as time passes. */
export interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

export interface BucketRule {
  /** Tokens that come back in a second, above 0. */
  readonly perSecond: number
  /** The most that a bucket holds, from 1. */
  readonly burst: number
}

export interface BucketVerdict {
  readonly bucket: Bucket
  /** 0: go on. Else the milliseconds after which there will be a token. */
  readonly waitMs: number
}

/** Takes one token, or says how long it takes until there is one. Who has no bucket has a full one. */
export function takeToken(bucket: Bucket | undefined, nowMs: number, rule: BucketRule): BucketVerdict {
  const { perSecond, burst } = rule
  const { tokens, atMs } = bucket ?? { tokens: burst, atMs: nowMs }
  const filled = Math.min(burst, tokens + (Math.max(0, nowMs - atMs) * perSecond) / 1000)
  if (filled >= 1) return { bucket: { tokens: filled - 1, atMs: nowMs }, waitMs: 0 }
  return { bucket: { tokens: filled, atMs: nowMs }, waitMs: ((1 - filled) * 1000) / perSecond }
}
