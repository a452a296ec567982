/** Finds the ends of HTTP/1.1 answers in a stream of bytes, by length or by chunks. */
export class AnswerReader {
  #bytes: Buffer = Buffer.alloc(0)
  readonly #tell: (status: number, head: string) => void

  constructor(tell: (status: number, head: string) => void) {
    this.#tell = tell
  }

  read(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    const headEnd = this.#bytes.indexOf('\r\n\r\n')
    if (headEnd < 0) return
    const head = this.#bytes.toString('latin1', 0, headEnd)
    const end = this.#endOf(head, headEnd + 4)
    if (end < 0) return
    this.#bytes = this.#bytes.subarray(end)
    this.#tell(Number(head.slice(9, 12)), head)
  }

  /** Where the answer ends; below 0: not here yet. */
  #endOf(head: string, bodyStart: number): number {
    const length = /^content-length: *(\d+)/im.exec(head)?.[1]
    if (length !== undefined) {
      const end = bodyStart + Number(length)
      return this.#bytes.length >= end ? end : -1
    }
    // JSON holds no bare carriage return, so that the mark of the last chunk cannot be in it.
    const last = this.#bytes.indexOf('0\r\n\r\n', bodyStart)
    return last < 0 ? -1 : last + 5
  }
}
