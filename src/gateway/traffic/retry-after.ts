import type { Failure } from '#domain/failure.ts'

/** The Retry-After header of a refusal, in whole seconds; null where the failure says nothing of when. */
export function retryAfter({ values }: Failure): string | null {
  const { retryAfterSeconds } = values
  return typeof retryAfterSeconds === 'number' ? String(retryAfterSeconds) : null
}
