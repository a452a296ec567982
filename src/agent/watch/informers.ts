import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { type Informer, startInformer } from '../kube/informer.ts'
import type { KubeClient, Selection } from '../kube/kube-client.ts'
import type {
  ConfigurationState,
  Event,
  IPAddressPool,
  KubeObject,
  LeasedIPOverride,
  Namespace,
  ProviderLeasedIP,
  Service,
} from '../kube/kube-objects.ts'
import type { InformerLimits } from '../kube/list-schedule.ts'
import type { Change } from '../kube/object-cache.ts'
import {
  configurationStates,
  events,
  ipAddressPools,
  leasedIpOverrides,
  namespaces,
  providerLeasedIps,
  type Resource,
  services,
} from '../kube/resource.ts'

/** What the agent looks at, by the names used here. */
export interface Kinds {
  readonly plips: ProviderLeasedIP
  readonly overrides: LeasedIPOverride
  /** All of the type LoadBalancer, whosoever they are: each may have an address. */
  readonly services: Service
  readonly namespaces: Namespace
  readonly pools: IPAddressPool
  readonly configurations: ConfigurationState
  /** Warnings about Services: MetalLB's refusals are among them. */
  readonly events: Event
}

export type Informers = { readonly [Kind in keyof Kinds]: Informer<Kinds[Kind]> }
export type KindChange = {
  readonly [Kind in keyof Kinds]: { readonly kind: Kind; readonly changes: readonly Change<Kinds[Kind]>[] }
}[keyof Kinds]

/** The namespaces that settings name. */
export interface Places {
  /** Of ProviderLeasedIPs. */
  readonly manifestNamespace: string
  /** Of anchors and overrides. */
  readonly agentNamespace: string
  readonly metallbNamespace: string
}

export interface InformersOptions {
  readonly client: Pick<KubeClient, 'list' | 'watch'>
  readonly places: Places
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly limits?: Partial<InformerLimits>
  readonly onChange: (change: KindChange) => void
}

/** Begins to list and watch everything at once. */
export function startInformers(options: InformersOptions): Informers {
  const { places, onChange } = options
  return {
    plips: start(options, providerLeasedIps, { namespace: places.manifestNamespace }, (changes) =>
      onChange({ kind: 'plips', changes }),
    ),
    overrides: start(options, leasedIpOverrides, { namespace: places.agentNamespace }, (changes) =>
      onChange({ kind: 'overrides', changes }),
    ),
    services: start(options, services, { fieldSelector: 'spec.type=LoadBalancer' }, (changes) =>
      onChange({ kind: 'services', changes }),
    ),
    namespaces: start(options, namespaces, {}, (changes) => onChange({ kind: 'namespaces', changes })),
    pools: start(options, ipAddressPools, { namespace: places.metallbNamespace }, (changes) =>
      onChange({ kind: 'pools', changes }),
    ),
    configurations: start(options, configurationStates, { namespace: places.metallbNamespace }, (changes) =>
      onChange({ kind: 'configurations', changes }),
    ),
    events: start(options, events, { fieldSelector: 'involvedObject.kind=Service,type=Warning' }, (changes) =>
      onChange({ kind: 'events', changes }),
    ),
  }
}

function start<T extends KubeObject>(
  { client, clock, random, log, limits = {} }: InformersOptions,
  resource: Resource<T>,
  selection: Selection,
  onChange: (changes: readonly Change<T>[]) => void,
): Informer<T> {
  return startInformer({ client, resource, selection, clock, random, log, limits, onChange })
}

export async function stopInformers(informers: Informers): Promise<void> {
  await Promise.all(Object.values(informers).map((informer) => informer.stop()))
}
