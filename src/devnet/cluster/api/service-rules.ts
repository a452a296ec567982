import { type IpFamily, readIpAddress } from '#domain/ip-address.ts'
import type { Allocations } from './allocations.ts'
import type { Cause } from './api-refusal.ts'
import type { KindRules } from './kind-rules.ts'
import {
  duplicate,
  forbiddenField,
  invalidValue,
  labelCauses,
  notSupported,
  required,
  textCauses,
} from './name-rules.ts'
import { isJsonArray, isJsonObject, type KubeObject } from './object.ts'
import { defaultedService } from './service-defaults.ts'
import {
  isExternal,
  isHeadless,
  isLoadBalancer,
  needsHealthCheckPort,
  needsNodePorts,
  nodePortsOf,
  type ServicePortSpec,
  type ServiceSpec,
  specOf,
} from './service-spec.ts'

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const FAMILIES = ['IPv4', 'IPv6']

/** The rules of Services in a cluster of both families, whose first one is IPv4 (pkg/apis/core/validation). */
export function serviceRules(allocations: Allocations): KindRules {
  return {
    defaulted: defaultedService,
    causes: serviceCauses,
    allocated: (service, before) => allocatedService(service, before, allocations),
    released: (service) =>
      allocations.release(specOf(service).clusterIPs ?? [], nodePortsOf(specOf(service))),
  }
}

function serviceCauses(service: KubeObject, before: KubeObject | null): Cause[] {
  const spec = specOf(service)
  const ports = spec.ports ?? []
  const causes: Cause[] = before === null ? [] : immutableCauses(spec, specOf(before))
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName')
    causes.push(required('spec.ports'))
  for (const [at, port] of ports.entries())
    causes.push(...portCauses(port, `spec.ports[${at}]`, ports.length > 1))
  causes.push(...labelCauses('spec.selector', spec.selector ?? {}), ...typeCauses(spec))
  causes.push(...repeatedCauses(ports), ...familyCauses(spec), ...ingressCauses(service))
  return causes
}

function immutableCauses(spec: ServiceSpec, old: ServiceSpec): Cause[] {
  const causes: Cause[] = []
  if (old.clusterIPs?.[0] !== undefined && spec.clusterIPs?.[0] !== old.clusterIPs[0])
    causes.push(invalidValue('spec.clusterIPs[0]', spec.clusterIPs, 'may not change once set'))
  if (old.ipFamilies?.[0] !== undefined && spec.ipFamilies?.[0] !== old.ipFamilies[0])
    causes.push(invalidValue('spec.ipFamilies[0]', spec.ipFamilies?.[0], 'may not change once set'))
  const isClassMoved = isLoadBalancer(spec) && isLoadBalancer(old)
  if (isClassMoved && spec.loadBalancerClass !== old.loadBalancerClass)
    causes.push(invalidValue('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set'))
  return causes
}

function portCauses(port: ServicePortSpec, field: string, needsName: boolean): Cause[] {
  const causes: Cause[] = []
  if (port.name) causes.push(...textCauses(`${field}.name`, port.name, 'dns1123Label'))
  else if (needsName) causes.push(required(`${field}.name`))
  causes.push(...numberCauses(`${field}.port`, port.port ?? 0))
  if (!PROTOCOLS.includes(port.protocol ?? ''))
    causes.push(notSupported(`${field}.protocol`, port.protocol, PROTOCOLS))
  if (typeof port.targetPort === 'number')
    causes.push(...numberCauses(`${field}.targetPort`, port.targetPort))
  return causes
}

const numberCauses = (field: string, port: number): Cause[] =>
  Number.isInteger(port) && port >= 1 && port <= 65_535
    ? []
    : [invalidValue(field, port, 'must be between 1 and 65535, inclusive')]

function typeCauses(spec: ServiceSpec): Cause[] {
  const causes: Cause[] = []
  if (!TYPES.includes(spec.type ?? '')) causes.push(notSupported('spec.type', spec.type, TYPES))
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer(spec))
    causes.push(
      forbiddenField('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"),
    )
  if (spec.loadBalancerClass !== undefined && !isLoadBalancer(spec))
    causes.push(forbiddenField('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"))
  const policy = spec.externalTrafficPolicy
  if (policy !== undefined && !isExternal(spec))
    causes.push(
      invalidValue(
        'spec.externalTrafficPolicy',
        policy,
        'may only be set for externally-accessible services',
      ),
    )
  if (policy !== undefined && !['Cluster', 'Local'].includes(policy))
    causes.push(notSupported('spec.externalTrafficPolicy', policy, ['Cluster', 'Local']))
  return causes
}

function repeatedCauses(ports: readonly ServicePortSpec[]): Cause[] {
  const names = new Set<string>()
  const numbers = new Set<string>()
  const causes: Cause[] = []
  for (const [at, { name, protocol = '', port = 0 }] of ports.entries()) {
    if (name && names.has(name)) causes.push(duplicate(`spec.ports[${at}].name`, name))
    if (numbers.has(`${protocol}/${port}`)) causes.push(duplicate(`spec.ports[${at}]`, { protocol, port }))
    names.add(name ?? '')
    numbers.add(`${protocol}/${port}`)
  }
  return causes
}

function familyCauses({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): Cause[] {
  const causes = ipFamilies.flatMap((family, at): Cause[] =>
    FAMILIES.includes(family) ? [] : [notSupported(`spec.ipFamilies[${at}]`, family, FAMILIES)],
  )
  if (ipFamilies.length === 2 && ipFamilies[0] === ipFamilies[1])
    causes.push(duplicate('spec.ipFamilies[1]', ipFamilies[1]))
  const policies = ['SingleStack', 'PreferDualStack', 'RequireDualStack']
  if (ipFamilyPolicy !== undefined && !policies.includes(ipFamilyPolicy))
    causes.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, policies))
  return causes
}

function ingressCauses({ status }: KubeObject): Cause[] {
  const loadBalancer = isJsonObject(status?.loadBalancer) ? status.loadBalancer : {}
  const ingress = isJsonArray(loadBalancer.ingress) ? loadBalancer.ingress : []
  return ingress.flatMap((entry, at): Cause[] => {
    const ip = isJsonObject(entry) ? entry.ip : undefined
    if (typeof ip !== 'string' || readIpAddress(ip) !== null) return []
    const field = `status.loadBalancer.ingress[${at}].ip`
    return [invalidValue(field, ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
  })
}

function allocatedService(
  service: KubeObject,
  before: KubeObject | null,
  allocations: Allocations,
): KubeObject {
  const spec = specOf(service)
  if (spec.type === 'ExternalName') return service
  const old = before === null ? [] : nodePortsOf(specOf(before))
  const withIps = isHeadless(spec) ? { ...spec, clusterIPs: ['None'] } : withClusterIps(spec, allocations)
  const withPorts = withNodePorts(withIps, allocations)
  const ports = nodePortsOf(withPorts)
  allocations.claim(withPorts.clusterIPs ?? [], ports)
  allocations.release(
    [],
    old.filter((port) => !ports.includes(port)),
  )
  return { ...service, spec: withPorts }
}

function withClusterIps(spec: ServiceSpec, allocations: Allocations): ServiceSpec {
  const isDual = spec.ipFamilyPolicy === 'PreferDualStack' || spec.ipFamilyPolicy === 'RequireDualStack'
  const asked = spec.ipFamilies ?? []
  const first = asked[0] ?? 'IPv4'
  const families =
    asked.length > 1 || !isDual ? (asked.length > 0 ? asked : [first]) : [first, otherOf(first)]
  const given = spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : [])
  const clusterIPs = families.map((family, at) => given[at] ?? allocations.takeClusterIp(numberOf(family)))
  return {
    ...spec,
    clusterIP: clusterIPs[0] ?? '',
    clusterIPs,
    ipFamilies: families,
    ipFamilyPolicy: spec.ipFamilyPolicy ?? (families.length > 1 ? 'RequireDualStack' : 'SingleStack'),
  }
}

const otherOf = (family: string) => (family === 'IPv4' ? 'IPv6' : 'IPv4')
const numberOf = (family: string): IpFamily => (family === 'IPv6' ? 6 : 4)

function withNodePorts(spec: ServiceSpec, allocations: Allocations): ServiceSpec {
  const ports = needsNodePorts(spec)
    ? {
        ports: (spec.ports ?? []).map((port) =>
          port.nodePort ? port : { ...port, nodePort: allocations.takeNodePort() },
        ),
      }
    : {}
  const needsHealth = needsHealthCheckPort(spec) && !spec.healthCheckNodePort
  return { ...spec, ...ports, ...(needsHealth ? { healthCheckNodePort: allocations.takeNodePort() } : {}) }
}
