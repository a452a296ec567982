/** A LoadBalancer Service, as short as a test can say it. */
export interface ServiceWish {
  readonly name: string
  /** Default: the lab's home. */
  readonly namespace?: string
  /** `TCP/80`. Default: one of them. */
  readonly ports?: readonly string[]
  /** Services with equal keys may share an address. */
  readonly key?: string
  /** The address, or several with commas between. */
  readonly pin?: string
  readonly annotations?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  /** Whatever else its spec says. */
  readonly spec?: Readonly<Record<string, unknown>>
}

/** The object to POST. Without node ports, unless the wish's spec says so. */
export function serviceOf({ name, ports = ['TCP/80'], key, pin, ...rest }: ServiceWish): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      ...(rest.labels && { labels: rest.labels }),
      ...(rest.finalizers && { finalizers: rest.finalizers }),
      annotations: {
        ...(key !== undefined && { 'metallb.io/allow-shared-ip': key }),
        ...(pin !== undefined && { 'metallb.io/loadBalancerIPs': pin }),
        ...rest.annotations,
      },
    },
    spec: {
      type: 'LoadBalancer',
      allocateLoadBalancerNodePorts: false,
      ports: portsOf(...ports),
      ...rest.spec,
    },
  }
}

/** `TCP/80` → as a Service's spec has it. */
export function portsOf(...ports: readonly string[]): object[] {
  return ports.map((text) => {
    const [protocol = '', port = ''] = text.split('/')
    return { name: text.toLowerCase().replace('/', '-'), protocol, port: Number(port) }
  })
}
