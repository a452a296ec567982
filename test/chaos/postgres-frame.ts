/** One message of PostgreSQL's protocol 3.0 (protocol-message-formats in its manual). */
export interface Frame {
  /** Its type byte as a character; "" for the first message of a client, which has none. */
  readonly type: string
  /** As it was sent, with type and length. */
  readonly bytes: Buffer
  /** What follows the length. */
  readonly body: Buffer
}

/** Cuts a stream of bytes into frames. `#rest`: the beginning of a frame whose end has not come yet. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  /** A client's first message has no type byte. */
  #isFirst: boolean

  constructor(side: 'client' | 'server') {
    this.#isFirst = side === 'client'
  }

  read(chunk: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const typeBytes = this.#isFirst ? 0 : 1
      if (this.#rest.length < typeBytes + 4) return frames
      const size = typeBytes + this.#rest.readUInt32BE(typeBytes)
      if (this.#rest.length < size) return frames
      const bytes = this.#rest.subarray(0, size)
      frames.push({
        type: bytes.toString('latin1', 0, typeBytes),
        bytes,
        body: bytes.subarray(typeBytes + 4),
      })
      this.#rest = this.#rest.subarray(size)
      this.#isFirst = false
    }
  }
}

/** The zero-terminated texts at the start of a body. */
export function texts(body: Buffer, count: number): string[] {
  const found: string[] = []
  for (let from = 0; found.length < count; ) {
    const to = body.indexOf(0, from)
    if (to < 0) return found
    found.push(body.toString('utf8', from, to))
    from = to + 1
  }
  return found
}
