import type { ObservedService } from '../model/observed-service.ts'

/** 1 is the anchor's. */
const FIRST = 2

/** SCTP ports on which Services of an endpoint can wait: each once. */
export class SpareNumbers {
  readonly #used: Set<number>

  constructor(services: readonly ObservedService[]) {
    const ports = services.flatMap((service) => service.ports)
    this.#used = new Set(ports.filter(({ protocol }) => protocol === 'SCTP').map(({ port }) => port))
  }

  take(): number {
    let number = FIRST
    while (this.#used.has(number)) number += 1
    this.#used.add(number)
    return number
  }
}
