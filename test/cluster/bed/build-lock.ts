import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'

/** A first build takes some twelve minutes of two cores; another one's is waited for that long and more. */
const PATIENCE_MS = 60 * 60_000

/**
 * Runs `work` while nobody else on this machine does under the same name. The lock is a socket in the kernel's
 * abstract namespace (unix(7)): it goes with the process that holds it, however that ends.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const release = await hold(name)
  return work().finally(release)
}

async function hold(name: string): Promise<() => void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(500)) {
    const server = createServer()
    const held = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(`\0ipgw-cluster-${name}`, () => resolve(true))
    })
    if (held) return () => server.close()
  }
  throw new Failure('TIMED_OUT', `Another process has been building ${name} for an hour`)
}
