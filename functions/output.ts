import { EventEmitter, once } from 'node:events'

/** The part of `process.stdout` that a command needs. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** True while more was written than the reader has taken. */
  readonly writableNeedDrain?: boolean
}

/** Resolves when the reader has caught up, or the signal fires. Throws what the stream throws. */
export async function untilDrained(output: Output, signal: AbortSignal): Promise<void> {
  if (output.writableNeedDrain !== true || signal.aborted || !(output instanceof EventEmitter)) return
  try {
    await once(output, 'drain', { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
