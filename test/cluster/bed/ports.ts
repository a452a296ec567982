import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { Failure } from '#domain/failure.ts'

/** Below the range that the kernel takes for outgoing connections: a port stays free while its program is dead. */
const [LOWEST, HIGHEST] = [12_000, 32_000]
const TRIES = 200

/** So many TCP ports that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  for (let tries = 0; tries < TRIES && found.size < count; tries++) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFree(port)) found.add(port)
  }
  if (found.size < count)
    throw new Failure('INTERNAL', `No ${count} free ports between ${LOWEST} and ${HIGHEST}`)
  return [...found]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
