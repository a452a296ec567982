import type { Lab } from './lab.ts'
import type { Pool } from './pool.ts'

/** One thing that MetalLB, or Kubernetes in front of it, does. */
export interface MetallbCase {
  readonly title: string
  /** That there are when it begins. Default: `small`. */
  readonly pools?: readonly Pool[]
  /** Who does so; by default both. */
  readonly version?: '0.16.1' | '0.14.9'
  check(lab: Lab): Promise<void>
}

/** Eight addresses, .0 to .7. */
export const small: Pool = { name: 'default', addresses: ['198.51.100.0/29'] }
/** Four, .0 to .3. */
export const tiny: Pool = { name: 'default', addresses: ['198.51.100.0/30'] }
/** The nth address of those. */
export const ip = (n: number): string => `198.51.100.${n}`

/** What is said to a Service that wants an address whose Services have another key. */
export function keyRefusal(service: string, holders: string): string {
  return `can't change sharing key for "${service}", address also in use by ${holders}`
}
