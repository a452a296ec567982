import type { LeaseRef } from '#agent/model/lease-ref.ts'
import { sharingKey } from '#agent/stock/sharing-key.ts'
import type { Random } from '#devnet/simulation/random.ts'
import type { Wanted } from './checker/scenario-log.ts'

type Port = Pick<Wanted, 'externalPort' | 'port' | 'protocol'>

const COMMON_PORTS = [53, 80, 443, 1194, 8080, 27015] as const
/** Third ports have numbers from here on, so that they never are one of those. */
const FIRST_THIRD_PORT = 30_000

/** An endpoint with three ports: one number with TCP and with UDP, and another one. */
export function newEndpoint(owner: string, index: number, random: Random): Endpoint {
  const shared = random.pick(COMMON_PORTS)
  const third = FIRST_THIRD_PORT + random.between(0, 999)
  return new Endpoint(owner, index, [
    { externalPort: shared, port: 3000, protocol: 'TCP' },
    { externalPort: shared, port: 3000, protocol: 'UDP' },
    { externalPort: third, port: 4000, protocol: random.pick(['TCP', 'UDP']) },
  ])
}

export class Endpoint {
  /** As the SDL has it; some that Kubernetes would not take. */
  readonly name: string
  readonly sharingKey: string
  #lease: LeaseRef | null = null
  #ports: readonly Port[]
  #service: string

  constructor(owner: string, index: number, ports: readonly Port[]) {
    this.name = index % 7 === 3 ? `Front_${index}` : `front-${index}`
    this.sharingKey = sharingKey(owner, this.name)
    this.#ports = ports
    this.#service = `web${index}`
  }

  get lease(): LeaseRef {
    if (this.#lease === null) throw new TypeError(`endpoint ${this.name} has no lease yet`)
    return this.#lease
  }

  get wishes(): readonly Wanted[] {
    const { lease, sharingKey } = this
    return this.#ports.map((port) => ({ lease, sharingKey, service: this.#service, ...port }))
  }

  /** Another lease may call its service otherwise; dice decide where they are given. */
  moveTo(lease: LeaseRef, random?: Random): void {
    this.#lease = lease
    if (random?.chance(0.5) === true) this.#service = `${this.#service}x`
  }

  /** Another port in the pods for all that it has, or for one. */
  retarget(random: Random): readonly Wanted[] {
    const only = random.chance(0.5) ? random.between(0, this.#ports.length - 1) : null
    const port = random.between(5_000, 5_999)
    this.#ports = this.#ports.map((each, n) => (only === null || n === only ? { ...each, port } : each))
    return this.wishes.filter((_, n) => only === null || n === only)
  }

  /** Another number for its third port. */
  exchange(random: Random): { readonly gone: Wanted; readonly made: Wanted } {
    const [gone] = this.wishes.slice(-1)
    this.#ports = this.#ports.map((port, n) =>
      n === this.#ports.length - 1
        ? { ...port, externalPort: port.externalPort + random.between(1_000, 1_999) }
        : port,
    )
    const [made] = this.wishes.slice(-1)
    if (gone === undefined || made === undefined) throw new TypeError(`endpoint ${this.name} has no port`)
    return { gone, made }
  }
}
