import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be broken. */
export interface Relay {
  /** "https://127.0.0.1:port". */
  readonly server: string
  /** Connections until now. */
  connections(): number
  /** Breaks off all connections, and refuses new ones until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** Passes bytes to and from `server`, a URL with a port. */
export async function openRelay(server: string): Promise<Relay> {
  const { hostname, port } = new URL(server)
  const open = new Set<Socket>()
  let count = 0
  let isCut = false
  const relay = createServer((near) => {
    if (isCut) return near.destroy()
    count++
    const far = connect({ host: hostname, port: Number(port) })
    for (const socket of [near, far]) {
      open.add(socket)
      // What went wrong on one side ends the other; the client sees a broken connection.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const breakOff = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    server: `https://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    connections: () => count,
    cut() {
      isCut = true
      breakOff()
    },
    mend() {
      isCut = false
    },
    async close() {
      breakOff()
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}
