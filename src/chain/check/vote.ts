/** What one voter says; equal texts say the same. */
export interface Vote<Voter> {
  readonly voter: Voter
  readonly text: string
}

/** The votes of a strict majority of at least two, and the others; null where there is none. */
export function majority<V extends Vote<unknown>>(votes: readonly V[]): { winners: V[]; losers: V[] } | null {
  const counts = new Map<string, number>()
  for (const { text } of votes) counts.set(text, (counts.get(text) ?? 0) + 1)
  const best = [...counts].find(([, count]) => count >= 2 && 2 * count > votes.length)
  if (best === undefined) return null
  return {
    winners: votes.filter(({ text }) => text === best[0]),
    losers: votes.filter(({ text }) => text !== best[0]),
  }
}

/**
 * Sorts those who were examined: the side that contradicts itself lost where the other side does not.
 * `flaw`: null for nothing found, a sentence for a contradiction. Null where that decides nothing.
 */
export function judged<V extends Vote<unknown> & { readonly flaw: string | null }>(
  votes: readonly V[],
): { winners: V[]; losers: V[] } | null {
  const sound = votes.filter(({ flaw }) => flaw === null)
  const losers = votes.filter(({ flaw }) => flaw !== null)
  const texts = new Set(sound.map(({ text }) => text))
  return texts.size === 1 && losers.length > 0 ? { winners: sound, losers } : null
}
