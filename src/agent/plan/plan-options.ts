import type { Pending } from '../model/verdict.ts'

/** How one plan differs from a plan of everything. */
export interface PlanOptions {
  /** Sharing keys of the endpoints to plan; absent: all. */
  readonly only?: ReadonlySet<string>
  /** Endpoints that back off: they get no actions, and their verdicts say why. */
  readonly skip?: ReadonlyMap<string, Pending>
  /** Addresses that others are being given at this moment, which no list shows yet. */
  readonly reserved?: ReadonlySet<string>
  /** Addresses that MetalLB lately refused to an endpoint. */
  readonly avoid?: ReadonlyMap<string, ReadonlySet<string>>
}
