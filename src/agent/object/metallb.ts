/** MetalLB's annotations; both prefixes work, the new one wins (since 0.14.9, controller/service.go). */
export const prefixes = ['metallb.io', 'metallb.universe.tf'] as const

const newPrefix = prefixes[0]
export const shareAnnotation = `${newPrefix}/allow-shared-ip`
export const pinAnnotation = `${newPrefix}/loadBalancerIPs`
/** Written by MetalLB. */
export const poolAnnotation = `${newPrefix}/ip-allocated-from-pool`

type Annotations = Readonly<Record<string, string>>

/** An annotation under the prefix that MetalLB heeds; null where neither carries it. An empty one counts as none. */
export function metallbAnnotation(annotations: Annotations, name: 'allow-shared-ip' | 'loadBalancerIPs') {
  for (const prefix of prefixes) {
    const value = annotations[`${prefix}/${name}`]
    if (value !== undefined && value !== '') return { prefix, value }
  }
  return null
}
