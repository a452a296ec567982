import { describe, it } from 'vitest'
import { changeCases } from './metallb/change-cases.ts'
import { kubernetesCases } from './metallb/kubernetes-cases.ts'
import type { Lab } from './metallb/lab.ts'
import { lifeCases } from './metallb/life-cases.ts'
import { type MetallbCase, small } from './metallb/metallb-case.ts'
import { moveCases } from './metallb/move-cases.ts'
import { pinCases } from './metallb/pin-cases.ts'
import { poolCases } from './metallb/pool-cases.ts'
import { sharingCases } from './metallb/sharing-cases.ts'

/** What MetalLB does with LoadBalancer Services, seen over the kube API; real controllers and our model of them must agree. */
const groups: Readonly<Record<string, readonly MetallbCase[]>> = {
  'Kubernetes takes a Service': kubernetesCases,
  'MetalLB shares addresses': sharingCases,
  'MetalLB obeys pins': pinCases,
  'MetalLB follows changes': changeCases,
  'MetalLB keeps and frees': lifeCases,
  'MetalLB moves a port': moveCases,
  'MetalLB goes by its pools': poolCases,
}

/** Declares a test for each case, on whatever lab there is once tests run. */
export function itBehavesAsMetallb(version: Lab['version'], lab: () => Lab): void {
  for (const [group, cases] of Object.entries(groups))
    describe(group, () => {
      const wanted = cases.filter((one) => (one.version ?? version) === version)
      it.each(wanted)('$title', async ({ pools = [small], check }) => {
        await lab().reset(...pools)
        await check(lab())
      })
    })
}
