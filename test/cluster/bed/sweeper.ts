import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * A process that removes the directory when this one closes its end of a pipe, and when this one dies.
 * Returns what closes it; that resolves when the directory is gone.
 */
export function startSweeper(keeper: string, directory: string): () => Promise<void> {
  // In a process group of its own: Ctrl-C in a terminal ends all of ours.
  const child = spawn(keeper, ['sweep', directory], { stdio: ['pipe', 'ignore', 'inherit'], detached: true })
  const gone = once(child, 'exit')
  return async () => {
    child.stdin.end()
    await gone
  }
}
