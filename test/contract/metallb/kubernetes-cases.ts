import { expect } from 'vitest'
import { HOME } from './lab.ts'
import { ip, type MetallbCase } from './metallb-case.ts'
import { serviceOf } from './service-wish.ts'
import { anchor } from './sharing-cases.ts'

/** What the API server does to a LoadBalancer Service before MetalLB sees it. */
export const kubernetesCases: readonly MetallbCase[] = [
  {
    title: 'a Service without ports is refused',
    async check(lab) {
      const path = `/api/v1/namespaces/${HOME}/services`
      const answer = await lab.kube.ask('POST', path, serviceOf({ name: 'none', ports: [] }))
      expect(answer.status).toBe(422)
      expect(answer.body).toMatchObject({ message: expect.stringContaining('spec.ports: Required value') })
    },
  },
  {
    title: 'a Service takes a node port for each of its ports, unless it is told not to',
    async check(lab) {
      const burning = await lab.create({ name: 'burning', spec: { allocateLoadBalancerNodePorts: true } })
      expect((await lab.read(burning)).spec.ports[0]?.nodePort).toBeGreaterThan(0)
      const holding = await lab.create({ ...anchor })
      await lab.has(holding, ip(1))
      const { spec } = await lab.read(holding)
      expect(spec.ports[0]?.nodePort).toBeUndefined()
      expect(spec.healthCheckNodePort).toBeUndefined()
    },
  },
  {
    title: 'a Service of policy Local takes a node port for health checks all the same',
    async check(lab) {
      const local = await lab.create({ ...anchor, spec: { externalTrafficPolicy: 'Local' } })
      expect((await lab.read(local)).spec.healthCheckNodePort).toBeGreaterThan(0)
    },
  },
]
