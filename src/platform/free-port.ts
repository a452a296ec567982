import { createServer } from 'node:net'
import { Failure } from '#domain/failure.ts'

/** A TCP port that was free on 127.0.0.1 a moment ago; somebody else may take it before you do. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Failure('INTERNAL', 'the system gave no port'))
      })
    })
  })
}
