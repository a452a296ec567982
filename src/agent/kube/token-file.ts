import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'

/** Reads a whole file as text. */
export type ReadText = (path: string) => Promise<string>

/** The kubelet renews a ServiceAccount's token long before it ends; client-go looks once a minute too. */
const KEEP_MS = 60_000

/** The token of a file that is replaced as it rotates. `again`: the one it gave was refused, so it looks at once. */
export function tokenFile(path: string, readText: ReadText, clock: Clock) {
  let known: { readonly token: string; readonly readAtMs: number } | null = null
  return async (again: boolean): Promise<string> => {
    const nowMs = clock.monotonicMs()
    if (known !== null && !again && nowMs - known.readAtMs < KEEP_MS) return known.token
    known = { token: await readToken(path, readText), readAtMs: nowMs }
    return known.token
  }
}

async function readToken(path: string, readText: ReadText): Promise<string> {
  const text = await readText(path).catch((error) => {
    throw new Failure('KUBE_UNAVAILABLE', `cannot read the token in ${path}`, { path }, { cause: error })
  })
  if (text.trim() === '') throw new Failure('KUBE_UNAVAILABLE', `the token file ${path} is empty`, { path })
  return text.trim()
}
