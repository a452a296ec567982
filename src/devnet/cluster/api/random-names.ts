import type { Random } from '../../simulation/random.ts'

/** A UUID of version 4 that the dice decide. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    random.between(0, 0xffffffff).toString(16).padStart(8, '0'),
  ).join('')
  const variant = '89ab'.charAt(random.between(0, 3))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Five characters as generateName appends them (apimachinery util/rand). */
export function nameSuffix(random: Random): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from({ length: 5 }, () => letters.charAt(random.between(0, letters.length - 1))).join('')
}
