import type { JsonObject, KubeObject } from './object.ts'

export interface ServicePortSpec extends JsonObject {
  readonly name?: string
  readonly protocol?: string
  readonly port?: number
  readonly targetPort?: number | string
  readonly nodePort?: number
}

/** The fields of a Service's spec that the API reads. */
export interface ServiceSpec extends JsonObject {
  readonly type?: string
  readonly ports?: readonly ServicePortSpec[]
  readonly selector?: { readonly [label: string]: string }
  readonly clusterIP?: string
  readonly clusterIPs?: readonly string[]
  readonly ipFamilies?: readonly string[]
  readonly ipFamilyPolicy?: string
  readonly externalTrafficPolicy?: string
  readonly allocateLoadBalancerNodePorts?: boolean
  readonly healthCheckNodePort?: number
  readonly loadBalancerClass?: string
  readonly loadBalancerIP?: string
}

export const specOf = (service: KubeObject): ServiceSpec => (service.spec ?? {}) as ServiceSpec

export const isLoadBalancer = (spec: ServiceSpec) => spec.type === 'LoadBalancer'
export const isHeadless = (spec: ServiceSpec) => spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None'
export const isExternal = (spec: ServiceSpec) => isLoadBalancer(spec) || spec.type === 'NodePort'
export const needsNodePorts = (spec: ServiceSpec) =>
  spec.type === 'NodePort' || (isLoadBalancer(spec) && spec.allocateLoadBalancerNodePorts !== false)
export const needsHealthCheckPort = (spec: ServiceSpec) =>
  isLoadBalancer(spec) && spec.externalTrafficPolicy === 'Local'
export const nodePortsOf = (spec: ServiceSpec): number[] =>
  [...(spec.ports ?? []).map(({ nodePort }) => nodePort), spec.healthCheckNodePort].filter(
    (port): port is number => port !== undefined && port !== 0,
  )
