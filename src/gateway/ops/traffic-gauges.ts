import type { Metrics } from '#platform/metrics.ts'
import type { Admission } from '../traffic/admission.ts'
import type { CacheCounts } from '../traffic/response-cache.ts'

export interface TrafficParts {
  readonly admission: Pick<Admission, 'load'>
  readonly cache: { counts(): CacheCounts }
}

/** What the parts say of themselves, read when somebody asks for the metrics. */
export function declareTrafficGauges(metrics: Metrics, { admission, cache }: TrafficParts): void {
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ['admission_running', 'Requests that the database answers now', () => admission.load().running],
    ['admission_waiting', 'Requests that wait for their turn', () => admission.load().waiting],
    ['response_cache_entries', 'Answers in the response cache', () => cache.counts().entries],
    ['response_cache_bytes', 'Memory of the response cache', () => cache.counts().bytes],
    [
      'response_cache_evicted',
      'Answers that made room for others, since the start',
      () => cache.counts().evicted,
    ],
  ]
  for (const [name, help, read] of gauges) metrics.gauge({ name, help, read })
}
