import { isJsonArray, isJsonObject, type JsonObject, type KubeObject, without } from './object.ts'
import {
  isExternal,
  isLoadBalancer,
  needsHealthCheckPort,
  needsNodePorts,
  type ServicePortSpec,
  type ServiceSpec,
  specOf,
} from './service-spec.ts'

/**
 * What an apiserver fills into a Service (pkg/apis/core/v1/defaults.go), carries over from what is stored, and drops with a
 * change of type (pkg/registry/core/service).
 */
export function defaultedService(service: KubeObject, before: KubeObject | null): KubeObject {
  const old = before === null ? null : specOf(before)
  const carried = old === null ? specOf(service) : carriedOver(specOf(service), old)
  const spec = withDefaults(carried)
  const dropped = old === null ? spec : withoutForeign(spec, old)
  const status = isLoadBalancer(dropped) ? withIpModes(service.status ?? {}) : {}
  return { ...service, spec: dropped, status: { loadBalancer: {}, ...status } }
}

function withDefaults(spec: ServiceSpec): ServiceSpec {
  const type = spec.type ?? 'ClusterIP'
  const typed = { ...spec, type }
  return {
    ...typed,
    sessionAffinity: spec.sessionAffinity ?? 'None',
    ...(spec.ports === undefined ? {} : { ports: spec.ports.map(withPortDefaults) }),
    ...(isExternal(typed) ? { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' } : {}),
    ...(type === 'ExternalName' ? {} : { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
    ...(isLoadBalancer(typed)
      ? { allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true }
      : {}),
  }
}

function withPortDefaults(port: ServicePortSpec): ServicePortSpec {
  const target = port.targetPort ?? port.port
  return {
    ...port,
    protocol: port.protocol ?? 'TCP',
    ...(target === undefined ? {} : { targetPort: target }),
  }
}

/** What was allocated stays, also where a request leaves it out. */
function carriedOver(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const kept = {
    ...(spec.clusterIP || old.clusterIP === undefined ? {} : { clusterIP: old.clusterIP }),
    ...(spec.clusterIPs?.length || old.clusterIPs === undefined ? {} : { clusterIPs: old.clusterIPs }),
    ...(spec.ipFamilies?.length || old.ipFamilies === undefined ? {} : { ipFamilies: old.ipFamilies }),
    ...(spec.ipFamilyPolicy || old.ipFamilyPolicy === undefined
      ? {}
      : { ipFamilyPolicy: old.ipFamilyPolicy }),
  }
  const health = needsHealthCheckPort(spec) && needsHealthCheckPort(old) && !spec.healthCheckNodePort
  const healthPort =
    health && old.healthCheckNodePort !== undefined ? { healthCheckNodePort: old.healthCheckNodePort } : {}
  const ports =
    spec.ports === undefined ? {} : { ports: spec.ports.map((port) => withOldNodePort(port, spec, old)) }
  return { ...spec, ...kept, ...healthPort, ...ports }
}

/** Ports are known again by their name. */
function withOldNodePort(port: ServicePortSpec, spec: ServiceSpec, old: ServiceSpec): ServicePortSpec {
  if (port.nodePort || !needsNodePorts(spec) || !needsNodePorts(old)) return port
  const nodePort = old.ports?.find((one) => (one.name ?? '') === (port.name ?? ''))?.nodePort
  const isUsed = spec.ports?.some((one) => one.nodePort === nodePort)
  return nodePort === undefined || isUsed ? port : { ...port, nodePort }
}

/** Fields that the new type has no use for go, if the request did not change them. */
function withoutForeign(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const names: string[] = []
  const drop = (name: string, isForeign: boolean) => {
    if (isForeign && spec[name] === old[name]) names.push(name)
  }
  drop('allocateLoadBalancerNodePorts', !isLoadBalancer(spec))
  drop('loadBalancerClass', !isLoadBalancer(spec))
  drop('externalTrafficPolicy', !isExternal(spec))
  drop('healthCheckNodePort', !needsHealthCheckPort(spec))
  const ports =
    needsNodePorts(old) && !needsNodePorts(spec) && spec.ports !== undefined
      ? { ports: spec.ports.map((port) => without(port, 'nodePort')) }
      : {}
  return { ...without(spec, ...names), ...ports }
}

/** `ipMode` is VIP where nobody says anything: MetalLB does not. */
function withIpModes(status: JsonObject): JsonObject {
  const loadBalancer = isJsonObject(status.loadBalancer) ? status.loadBalancer : {}
  if (!isJsonArray(loadBalancer.ingress)) return status
  const ingress = loadBalancer.ingress.map((entry) =>
    isJsonObject(entry) && entry.ip !== undefined ? { ipMode: 'VIP', ...entry } : entry,
  )
  return { ...status, loadBalancer: { ...loadBalancer, ingress } }
}
