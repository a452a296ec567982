import { formatIpAddress, type IpFamily } from '#domain/ip-address.ts'
import { internalError } from './api-refusal.ts'

/** kube-apiserver's default range, both ends included. */
const NODE_PORTS = { first: 30_000, last: 32_767 }
/** 10.96.0.0/14 and fd00:10:96::/112, without their first address. */
const CLUSTER_IPS = {
  4: { first: (10n << 24n) | (96n << 16n) | 1n, last: (10n << 24n) | (99n << 16n) | 0xfffen },
  6: { first: (0xfd0000100096n << 80n) | 1n, last: (0xfd0000100096n << 80n) | 0xfffen },
} as const

/** What Services take from the cluster: cluster IPs and node ports, the lowest that is free. */
export class Allocations {
  readonly #clusterIps = new Set<string>()
  readonly #nodePorts = new Set<number>()
  readonly #next = { 4: CLUSTER_IPS[4].first, 6: CLUSTER_IPS[6].first, port: NODE_PORTS.first }

  /** Throws ApiRefusal (500) when the range is full. */
  takeClusterIp(family: IpFamily): string {
    for (let value: bigint = this.#next[family]; value <= CLUSTER_IPS[family].last; value += 1n) {
      const text = formatIpAddress({ family, value })
      if (this.#clusterIps.has(text)) continue
      this.#next[family] = value + 1n
      this.#clusterIps.add(text)
      return text
    }
    throw internalError('failed to allocate a serviceIP: range is full')
  }

  /** Throws ApiRefusal (500) when the range is full. */
  takeNodePort(): number {
    for (let port = this.#next.port; port <= NODE_PORTS.last; port += 1) {
      if (this.#nodePorts.has(port)) continue
      this.#next.port = port + 1
      this.#nodePorts.add(port)
      return port
    }
    throw internalError('failed to allocate a nodePort: range is full')
  }

  /** Marks what a request brings itself. */
  claim(clusterIps: readonly string[], nodePorts: readonly number[]): void {
    for (const text of clusterIps) this.#clusterIps.add(text)
    for (const port of nodePorts) this.#nodePorts.add(port)
  }

  release(clusterIps: readonly string[], nodePorts: readonly number[]): void {
    for (const text of clusterIps) this.#clusterIps.delete(text)
    for (const port of nodePorts) this.#nodePorts.delete(port)
    this.#next[4] = CLUSTER_IPS[4].first
    this.#next[6] = CLUSTER_IPS[6].first
    this.#next.port = NODE_PORTS.first
  }
}
