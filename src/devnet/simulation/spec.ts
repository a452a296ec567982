import { type Endpoint, Endpoint_Kind, type Resources } from '#chain/wire/generated/akash_base.generated.ts'
import type { GroupSpec } from '#chain/wire/generated/akash_deployment.generated.ts'

/** One `expose` of an SDL service: an external port, and the name of the leased IP it wants, if any. */
export interface Expose {
  readonly port: number
  readonly ip?: string
}

/** A placement group as an SDL describes it: services, each with what it exposes. */
export interface GroupPlan {
  readonly name: string
  readonly services: readonly (readonly Expose[])[]
  readonly count?: number
}

/** The deployments that tenants ask for, by how many IPs they want. */
export const templates: readonly [readonly GroupPlan[], ...(readonly GroupPlan[])[]] = [
  [{ name: 'global', services: [[{ port: 8443, ip: 'myip' }]] }],
  [{ name: 'global', services: [[{ port: 53, ip: 'myip' }, { port: 5353, ip: 'myip' }, { port: 80 }]] }],
  [
    {
      name: 'global',
      services: [
        [
          { port: 443, ip: 'ipa' },
          { port: 8080, ip: 'ipb' },
          { port: 9090, ip: 'ipb' },
        ],
      ],
    },
  ],
  [{ name: 'global', services: [[{ port: 80, ip: 'myip' }], [{ port: 25565, ip: 'myip' }]] }],
  [{ name: 'global', services: [[{ port: 80 }, { port: 8080 }]] }],
  [{ name: 'global', services: [[{ port: 8443, ip: 'myip' }]], count: 2 }],
  [
    { name: 'east', services: [[{ port: 80 }]] },
    { name: 'west', services: [[{ port: 53, ip: 'dns' }]] },
  ],
  [
    { name: 'edge-a', services: [[{ port: 443, ip: 'myip' }]] },
    { name: 'edge-b', services: [[{ port: 443, ip: 'myip' }]] },
    { name: 'core', services: [[{ port: 8080 }]] },
  ],
]

/** The most that a bid may ask per block: 200,000 uact, in units of 10^−18. */
const MAX_PRICE = `200000${'0'.repeat(18)}`

/**
 * The group specs of a deployment. IP endpoints are numbered as the SDL code does: every use counts up, in the
 * order of the names, and a name keeps its last number; so one IP with three ports has number 3.
 */
export function groupSpecs(plans: readonly GroupPlan[]): readonly GroupSpec[] {
  const known = made.get(plans)
  if (known !== undefined) return known
  const specs = makeSpecs(plans)
  made.set(plans, specs)
  return specs
}

/** Specs never change, so that thousands of deployments can share the few that there are. */
const made = new WeakMap<readonly GroupPlan[], readonly GroupSpec[]>()

function makeSpecs(plans: readonly GroupPlan[]): GroupSpec[] {
  const numbers = endpointNumbers(plans)
  return plans.map(({ name, services, count = 1 }) => ({
    name,
    requirements: { signedBy: { allOf: [], anyOf: [] }, attributes: [] },
    resources: services.map((exposes, at) => ({
      resource: resources(
        at + 1,
        exposes.flatMap((expose) => endpoints(expose, numbers)),
      ),
      count,
      price: { denom: 'uact', amount: MAX_PRICE },
    })),
  }))
}

export function endpointNumbers(plans: readonly GroupPlan[]): ReadonlyMap<string, number> {
  const uses = plans.flatMap(({ services }) => services.flat()).flatMap(({ ip }) => ip ?? [])
  const numbers = new Map<string, number>()
  for (const [at, name] of uses.sort().entries()) numbers.set(name, at + 1)
  return numbers
}

/** A port on a leased IP gets two endpoints: the IP's, and what it would be without one. */
function endpoints({ port, ip }: Expose, numbers: ReadonlyMap<string, number>): Endpoint[] {
  const kind = port === 80 ? Endpoint_Kind.SHARED_HTTP : Endpoint_Kind.RANDOM_PORT
  const plain = { kind, sequenceNumber: 0 }
  if (ip === undefined) return [plain]
  return [{ kind: Endpoint_Kind.LEASED_IP, sequenceNumber: numbers.get(ip) ?? 0 }, plain]
}

function resources(id: number, list: Endpoint[]): Resources {
  return {
    id,
    cpu: { units: { val: digits(100) }, attributes: [] },
    memory: { quantity: { val: digits(134_217_728) }, attributes: [] },
    storage: [{ name: 'default', quantity: { val: digits(536_870_912) }, attributes: [] }],
    gpu: { units: { val: digits(0) }, attributes: [] },
    endpoints: list,
  }
}

/** Resource amounts are decimal digits in bytes. */
const digits = (value: number) => new Uint8Array(Buffer.from(String(value)))
