import { createHash } from 'node:crypto'
import { toBech32 } from '@cosmjs/encoding'

/** Dice that always fall the same way for the same seed text (sfc32 over sha256 of it). */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor(seed: string) {
    const bytes = createHash('sha256').update(seed).digest()
    this.#a = bytes.readInt32LE(0)
    this.#b = bytes.readInt32LE(4)
    this.#c = bytes.readInt32LE(8)
    this.#counter = bytes.readInt32LE(12)
  }

  /** 0 ≤ x < 1. */
  fraction(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.between(0, list.length - 1)] ?? list[0]
  }

  /** `count` different ones of a list, in the order of the list. */
  sample<T>(list: readonly T[], count: number): T[] {
    const left = list.map((_, at) => at)
    const chosen: number[] = []
    while (chosen.length < count && left.length > 0)
      chosen.push(...left.splice(this.between(0, left.length - 1), 1))
    return chosen.sort((a, b) => a - b).flatMap((at) => list[at] ?? [])
  }
}

/** A number from 0 to 2^32−1 for each (seed, index, salt): dice that can be thrown for any index at once. */
export function scatter(seed: number, index: number, salt: number): number {
  let mixed = Math.imul(index ^ (seed + Math.imul(salt, 0x9e3779b1)), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  mixed ^= mixed >>> 13
  return (Math.imul(mixed, 0x27d4eb2f) ^ (mixed >>> 16)) >>> 0
}

export const seedNumber = (seed: string) => createHash('sha256').update(seed).digest().readUInt32LE(0)

/** An account of the simulated chain: always the same one for the same seed and name. */
export function addressOf(seed: string, name: string): string {
  return toBech32('akash', createHash('sha256').update(`${seed}/${name}`).digest().subarray(0, 20))
}
