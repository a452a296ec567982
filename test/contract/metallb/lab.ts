import { expect } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { type KubeApi, type KubeConfig, type KubeObject, MERGE_PATCH, openKubeApi } from '../kube-api.ts'
import { eventually } from './eventually.ts'
import { type Pool, putOnlyPools, putPool } from './pool.ts'
import { type ServiceWish, serviceOf } from './service-wish.ts'

/** Two namespaces that stay, for whatever a case creates. */
export const HOME = 'contract-a'
export const ABROAD = 'contract-b'

export interface LabOptions {
  readonly config: KubeConfig
  /** Whose behaviour is expected. */
  readonly version: '0.16.1' | '0.14.9'
  /** Kills MetalLB's controller and starts it again. */
  restartMetallb(): Promise<void>
}

export interface Service extends KubeObject {
  readonly spec: {
    readonly ports: readonly {
      readonly protocol: string
      readonly port: number
      readonly nodePort?: number
    }[]
    readonly healthCheckNodePort?: number
  }
  readonly status: { readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string }[] } }
}

/** Which Service; the uid tells it from one that had its name before. */
export interface ServiceRef {
  readonly name: string
  readonly namespace: string
  readonly uid: string
}

/** An Event on a Service. */
interface Told {
  readonly involvedObject: { readonly uid: string }
  readonly type: string
  readonly reason: string
  readonly message: string
}

/** A cluster with MetalLB as its users have it: everything goes over the kube API. */
export class Lab {
  readonly kube: KubeApi
  readonly version: LabOptions['version']
  readonly restartMetallb: LabOptions['restartMetallb']
  #probes = 0

  constructor({ config, version, restartMetallb }: LabOptions) {
    this.kube = openKubeApi(config)
    this.version = version
    this.restartMetallb = restartMetallb
  }

  /** Nothing is left of an earlier case, and these are the pools. */
  async reset(...pools: readonly Pool[]): Promise<void> {
    for (const name of [HOME, ABROAD]) await this.createNamespace(name)
    const { items } = await this.kube.want<{ items: Service[] }>('GET', '/api/v1/services')
    for (const { metadata } of items)
      if (metadata.name !== 'kubernetes') await this.remove({ namespace: 'default', ...metadata })
    await this.setPools(...pools)
  }

  /** It may be there already. */
  async createNamespace(name: string): Promise<void> {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
    const { status } = await this.kube.ask('POST', '/api/v1/namespaces', object)
    if (status !== 201 && status !== 409) throw new Failure('INTERNAL', `namespace ${name}: ${status}`)
  }

  /** These and no others, but for `settle`'s. Resolves when MetalLB goes by them. */
  async setPools(...pools: readonly Pool[]): Promise<void> {
    await putOnlyPools(this.kube, [...pools, this.#probePool()])
    await this.settle()
  }

  /**
   * Resolves when MetalLB has dealt with everything before. It reads pools in the order of their writing, so one
   * that gives out a new pool's address knows the others; and it queues a look at every Service then, which
   * is done before the second Service gets its address.
   */
  async settle(): Promise<void> {
    this.#probes += 1
    await putPool(this.kube, this.#probePool())
    const pin = this.#probeAddress()
    for (const name of ['probe-a', 'probe-b']) {
      const probe = await this.create({ name, namespace: 'default', pin })
      expect(await this.address(probe)).toBe(pin)
      await this.remove(probe)
    }
  }

  #probeAddress = () => `203.0.113.${this.#probes % 250}`
  #probePool = (): Pool => ({
    name: 'probe',
    addresses: [`${this.#probeAddress()}/32`],
    spec: { autoAssign: false },
  })

  async create(wish: ServiceWish): Promise<ServiceRef> {
    const { namespace = HOME } = wish
    const made = await this.kube.want('POST', `/api/v1/namespaces/${namespace}/services`, serviceOf(wish))
    return { name: wish.name, namespace, uid: made.metadata.uid }
  }

  read(service: ServiceRef): Promise<Service> {
    return this.kube.want<Service>('GET', servicePath(service))
  }

  /** A merge patch. */
  patch(service: ServiceRef, patch: object): Promise<Service> {
    return this.kube.want<Service>('PATCH', servicePath(service), patch, MERGE_PATCH)
  }

  /** Sets annotations, or takes away those that are null. */
  annotate(service: ServiceRef, annotations: Readonly<Record<string, string | null>>): Promise<Service> {
    return this.patch(service, { metadata: { annotations } })
  }

  /** Resolves when it is gone, unless a finalizer keeps it. */
  async remove(service: Pick<ServiceRef, 'name' | 'namespace'>): Promise<void> {
    await this.kube.want('DELETE', servicePath(service))
  }

  /** Its addresses as they are now. */
  async addresses(service: ServiceRef): Promise<string[]> {
    const { status } = await this.read(service)
    return (status.loadBalancer.ingress ?? []).map(({ ip }) => ip)
  }

  /** Its one address, once it has one. */
  async address(service: ServiceRef): Promise<string> {
    const [address = ''] = await eventually(
      () => this.addresses(service),
      (addresses) => expect(addresses, `addresses of ${service.name}`).toHaveLength(1),
    )
    return address
  }

  /** Resolves when it has this address. */
  async has(service: ServiceRef, address: string): Promise<void> {
    await eventually(
      () => this.addresses(service),
      (addresses) => expect(addresses, `addresses of ${service.name}`).toEqual([address]),
    )
  }

  /** It has this address, and still has when MetalLB has dealt with everything. */
  async keeps(service: ServiceRef, address: string): Promise<void> {
    await this.settle()
    expect(await this.addresses(service), `addresses of ${service.name}`).toEqual([address])
  }

  /** Resolves when it has no address and was told why, in one of these ways. */
  async refused(service: ServiceRef, ...whys: readonly string[]): Promise<void> {
    const begin = `Failed to allocate IP for "${service.namespace}/${service.name}": `
    const wanted = whys.map((why) => `Warning AllocationFailed ${begin}${why}`)
    await eventually(
      () => this.sayings(service),
      (said) => expect(said).toContainEqual(expect.toBeOneOf(wanted)),
    )
    // It is told before its status is written.
    await this.hasNone(service)
  }

  /** Resolves when it has no address. */
  async hasNone(service: ServiceRef): Promise<void> {
    await eventually(
      () => this.addresses(service),
      (addresses) => expect(addresses, `addresses of ${service.name}`).toEqual([]),
    )
  }

  /** Resolves when it was told this: `type reason message`, or the beginning of that. */
  async wasTold(service: ServiceRef, beginning: string): Promise<void> {
    await eventually(
      () => this.sayings(service),
      (said) =>
        expect(
          said.filter((one) => one.startsWith(beginning)),
          said.join('\n'),
        ).not.toEqual([]),
    )
  }

  /** Everything that was said about it, in no order: `type reason message`. */
  async sayings({ namespace, uid }: ServiceRef): Promise<string[]> {
    const { items } = await this.kube.want<{ items: Told[] }>('GET', `/api/v1/namespaces/${namespace}/events`)
    const own = items.filter(({ involvedObject }) => involvedObject.uid === uid)
    return own.map(({ type, reason, message }) => `${type} ${reason} ${message}`)
  }
}

function servicePath({ name, namespace }: Pick<ServiceRef, 'name' | 'namespace'>): string {
  return `/api/v1/namespaces/${namespace}/services/${name}`
}
