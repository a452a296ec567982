import type { Random } from '../simulation/random.ts'

/** The same things in an order that the dice decide (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list]
  const order: T[] = []
  while (left.length > 1) order.push(...left.splice(random.between(0, left.length - 1), 1))
  return [...order, ...left]
}
