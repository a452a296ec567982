import type { PortWish } from '../model/port-wish.ts'

/** The longest name of a Service. */
const MAX_LENGTH = 63

/** What the stock operator calls the Service of a port: "web-ip-80-tcp". Unique in the namespace of a lease. */
export const portServiceName = ({
  service,
  externalPort,
  protocol,
}: Pick<PortWish, 'service' | 'externalPort' | 'protocol'>) =>
  `${service}-ip-${externalPort}-${protocol}`.toLowerCase()

/**
 * Why Kubernetes would refuse a Service of that name, or null. The name cannot be another one: the stock provider, and
 * a stock operator that is put back, look for exactly this; and SDL does not limit the names of its services.
 */
export function serviceNameFault(name: string): string | null {
  if (name.length > MAX_LENGTH)
    return `its Service would be named "${name}": that has ${name.length} characters, over ${MAX_LENGTH}`
  return /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)
    ? null
    : `its Service would be named "${name}": that must be a-z, 0-9 and "-", begin with a letter and not end with "-"`
}
