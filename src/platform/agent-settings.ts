import type { z } from 'zod'
import type { settingSchema } from './setting-table.ts'

/** What the provider agent is told from outside. Durations are milliseconds. */
export interface AgentSettings {
  readonly mode: 'drive' | 'observe'
  readonly listen: { readonly host: string; readonly port: number }
  /** Null: not set. */
  readonly provider: string | null
  readonly manifestNamespace: string
  readonly agentNamespace: string
  readonly metallbNamespace: string
  /** Null: pools count themselves (MetalLB from 0.15 on). */
  readonly metallbMetrics: {
    readonly url: string
    readonly tokenFile: string | null
    readonly caFile: string | null
  } | null
  readonly holdAfterCloseMs: number
  readonly quarantineMs: number
  readonly maxHoldsPerOwner: number
  readonly vanishGraceMs: number
  /** Null: the pod's own access, else the one of this user. */
  readonly kubeconfig: string | null
}

export const agentSettingsOf = (values: z.infer<typeof settingSchema>): AgentSettings => ({
  mode: values.AGENT_MODE,
  listen: values.AGENT_LISTEN,
  provider: values.PROVIDER ?? null,
  manifestNamespace: values.MANIFEST_NAMESPACE,
  agentNamespace: values.AGENT_NAMESPACE,
  metallbNamespace: values.METALLB_NAMESPACE,
  metallbMetrics:
    values.METALLB_METRICS_URL === undefined
      ? null
      : {
          url: values.METALLB_METRICS_URL,
          tokenFile: values.METALLB_METRICS_TOKEN_FILE ?? null,
          caFile: values.METALLB_METRICS_CA_FILE ?? null,
        },
  holdAfterCloseMs: values.HOLD_AFTER_CLOSE,
  quarantineMs: values.QUARANTINE,
  maxHoldsPerOwner: values.MAX_HOLDS_PER_OWNER,
  vanishGraceMs: values.VANISH_GRACE,
  kubeconfig: values.KUBECONFIG ?? null,
})
