import type { Provider } from '#chain/wire/generated/akash_provider.generated.ts'
import { Failure } from '#domain/failure.ts'
import type { Message } from '../market/message.ts'
import { addressOf, Random } from './random.ts'

/** Who lives on the simulated chain. */
export interface Cast {
  readonly tenants: readonly [string, ...string[]]
  readonly providers: readonly [Provider, ...Provider[]]
  /** Providers that say they lease IPs. */
  readonly ipProviders: readonly [Provider, ...Provider[]]
  readonly auditors: readonly [string, ...string[]]
}

const regions = ['eu-west', 'eu-north', 'us-east', 'us-west', 'ap-south', 'sa-east'] as const
const TENANTS = 200
const PROVIDERS = 24

export function makeCast(seed: string): Cast {
  const providers = Array.from({ length: PROVIDERS }, (_, at) => makeProvider(seed, at))
  const leasing = providers.filter(({ attributes }) =>
    attributes.some(({ key }) => key === 'feat-endpoint-ip'),
  )
  return {
    tenants: atLeastOne(Array.from({ length: TENANTS }, (_, at) => addressOf(seed, `tenant/${at}`))),
    providers: atLeastOne(providers),
    ipProviders: atLeastOne(leasing),
    auditors: atLeastOne([addressOf(seed, 'auditor/0'), addressOf(seed, 'auditor/1')]),
  }
}

/** Three of four lease IPs; every eighth says so with the older key too; some have no contact. */
export function makeProvider(seed: string, at: number, generation = 0): Provider {
  const random = new Random(`${seed}/provider/${at}/${generation}`)
  const attributes = [
    ...(at % 4 === 3 ? [] : [{ key: 'feat-endpoint-ip', value: 'true' }]),
    ...(at % 8 === 1 ? [{ key: 'ip-lease', value: 'true' }] : []),
    { key: 'region', value: random.pick(regions) },
    { key: 'tier', value: random.chance(0.5) ? 'community' : 'premium' },
  ]
  const name = `provider-${at}${generation > 0 ? `-v${generation}` : ''}.devnet.example`
  const info =
    at % 5 === 4 ? { email: '', website: '' } : { email: `ops@${name}`, website: `https://${name}` }
  return { owner: addressOf(seed, `provider/${at}`), hostUri: `https://${name}:8443`, attributes, info }
}

/** The transactions with which providers and their audits come to a chain that begins empty. */
export function openingMessages(cast: Cast): readonly (readonly Message[])[] {
  const created = cast.providers.map((provider): readonly Message[] => [
    { kind: 'create-provider', provider },
  ])
  return [
    ...created,
    ...cast.providers.flatMap((provider, at) => (isAudited(at) ? [[signing(cast, provider, at)]] : [])),
  ]
}

export const isAudited = (at: number) => at % 3 !== 2

export const signing = (cast: Cast, provider: Provider, at: number): Message => ({
  kind: 'sign-attributes',
  owner: provider.owner,
  auditor: cast.auditors[at % cast.auditors.length] ?? cast.auditors[0],
  attributes: provider.attributes.filter(({ key }) => key !== 'tier'),
})

function atLeastOne<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = list
  if (first === undefined) throw new Failure('INTERNAL', 'the simulated chain has nobody in it')
  return [first, ...rest]
}
