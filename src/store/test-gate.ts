import net from 'node:net'

/** A way to Postgres that can be cut without a farewell, as by SIGKILL or a cable. */
export interface Gate {
  readonly url: string
  /** Ends all connections, on both sides. */
  cut(): void
  /**
   * Cuts once, when a message with this text comes by: on its way to the server (which does not get it), or
   * back (which the client does not get).
   */
  cutAt(direction: 'asked' | 'answered', text: string): void
  close(): Promise<void>
}

export async function openGate(target: string): Promise<Gate> {
  const server = new URL(target)
  const sockets = new Set<net.Socket>()
  let trap: { readonly direction: 'asked' | 'answered'; readonly text: string } | null = null
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const forward = (from: net.Socket, to: net.Socket, direction: 'asked' | 'answered') => {
    sockets.add(from)
    from.on('error', () => to.destroy()).on('close', () => to.destroy())
    from.on('data', (bytes) => {
      if (trap?.direction !== direction || !bytes.includes(trap.text)) return void to.write(bytes)
      trap = null
      cut()
    })
  }
  const gate = net.createServer((ours) => {
    const theirs = net.connect(Number(server.port), server.hostname)
    forward(ours, theirs, 'asked')
    forward(theirs, ours, 'answered')
  })
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done))
  const url = new URL(target)
  url.port = String((gate.address() as net.AddressInfo).port)
  return {
    url: url.href,
    cut,
    cutAt: (direction, text) => {
      trap = { direction, text }
    },
    close: async () => {
      cut()
      await new Promise((done) => gate.close(done))
    },
  }
}
