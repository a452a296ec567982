/** How many values there are in a JSON value, itself included, however deep: items of lists and values of keys. */
export function countValues(value: unknown): number {
  const waiting = [value]
  let count = 0
  // No recursion: a list in ten thousand lists is a few bytes.
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    count++
    if (typeof next === 'object' && next !== null)
      for (const inner of Object.values(next)) waiting.push(inner)
  }
  return count
}
