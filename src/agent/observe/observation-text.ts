/**
 * JSON of anything that this room makes: fields under their own names, times as ISO 8601 in UTC with milliseconds, and
 * whole numbers that may pass 2^53 (bigint) as decimal text.
 */
export const observationText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
