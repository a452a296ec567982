import cluster from 'node:cluster'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { metricsOfAllWorkers } from './worker-metrics.ts'

/** What one declares: a name without the prefix, in Prometheus style with its unit (`_seconds`, `_total`). */
export interface MetricDeclaration<Label extends string> {
  readonly name: string
  readonly help: string
  /** Few values each: every combination is a time series of its own. */
  readonly labels?: readonly Label[]
}

/** The metrics of one process; names get the prefix `ipgw_`. Declaring a name twice throws. */
export interface Metrics {
  counter<Label extends string = never>(declaration: MetricDeclaration<Label>): Counter<Label>
  /** `read` gives the value when somebody asks for the metrics; without it, it is what was last set. */
  gauge<Label extends string = never>(
    declaration: MetricDeclaration<Label> & { readonly read?: () => number },
  ): Gauge<Label>
  /** `buckets` are upper limits, rising. */
  histogram<Label extends string = never>(
    declaration: MetricDeclaration<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>
  /** Everything in the Prometheus text format; in a worker, of all workers together (then it may throw TIMED_OUT). */
  text(): Promise<string>
  readonly contentType: string
}

const PREFIX = 'ipgw_'

/** A registry of its own, so that two gateways in one test do not meet. `processMetrics`: memory, CPU, event loop. */
export function createMetrics({ processMetrics }: { readonly processMetrics: boolean }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (processMetrics) collectDefaultMetrics({ register: registry })
  return {
    counter: (declaration) => new Counter({ ...named(declaration), registers }),
    gauge: (declaration) => new Gauge({ ...named(declaration), ...collected(declaration.read), registers }),
    histogram: (declaration) =>
      new Histogram({ ...named(declaration), buckets: [...declaration.buckets], registers }),
    text: cluster.isWorker ? metricsOfAllWorkers(registry) : () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const collected = (read: (() => number) | undefined) =>
  read === undefined
    ? {}
    : {
        collect(this: { set(value: number): void }) {
          this.set(read())
        },
      }

function named<Label extends string>({ name, help, labels = [] }: MetricDeclaration<Label>) {
  return { name: `${PREFIX}${name}`, help, labelNames: [...labels] }
}
