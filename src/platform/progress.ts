import { SingleBar } from 'cli-progress'
import type { Clock } from './clock.ts'
import type { LineSink } from './log.ts'
import { progressText } from './progress-text.ts'

/** Shows how far long work is. A piece of work is started before it is updated; a new start ends the one before. */
export interface Progress {
  /** `total` null: unknown. `done`: where this run begins. */
  start(total: number | null, label: string, done?: number): void
  /** Absent total: as before. */
  update(done: number, total?: number | null): void
  /** Ends it with a last line; does nothing where nothing was started. */
  stop(message?: string): void
  /** Where log lines go so that they do not tear the bar apart. */
  readonly sink: LineSink
}

/** process.stderr, or what stands for it. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean }

export interface ProgressOptions {
  readonly stream: ProgressStream
  readonly clock: Clock
  /** Milliseconds between plain lines. Default 5000. */
  readonly lineEveryMs?: number
}

interface Work {
  readonly label: string
  readonly from: number
  readonly startedMs: number
  done: number
  total: number | null
}

/** Draws the work in hand. */
interface Painter {
  begin(work: Work, text: string): void
  paint(work: Work, text: string): void
  end(work: Work, text: string): void
  write(line: string): unknown
}

/** A bar on a terminal; elsewhere plain lines, the first at once and then one every few seconds. */
export function createProgress(options: ProgressOptions): Progress {
  const { stream, clock } = options
  const painter = stream.isTTY === true ? barPainter(stream) : linePainter(options)
  let work: Work | null = null
  const text = (of: Work) => progressText({ ...of, elapsedMs: clock.monotonicMs() - of.startedMs })
  const stop = (message?: string) => {
    if (work) painter.end(work, message ?? text(work))
    work = null
  }
  return {
    start(total, label, done = 0) {
      stop()
      work = { label, total, done, from: done, startedMs: clock.monotonicMs() }
      painter.begin(work, text(work))
    },
    update(done, total) {
      if (!work) return
      work.done = done
      if (total !== undefined) work.total = total
      painter.paint(work, text(work))
    },
    stop,
    sink: { write: (line) => painter.write(line) },
  }
}

function linePainter({ stream, clock, lineEveryMs = 5000 }: ProgressOptions): Painter {
  let lastMs = 0
  const line = (work: Work, text: string) => {
    lastMs = clock.monotonicMs()
    stream.write(`${work.label}: ${text}\n`)
  }
  return {
    begin: line,
    paint: (work, text) => {
      if (clock.monotonicMs() - lastMs >= lineEveryMs) line(work, text)
    },
    end: line,
    write: (text) => stream.write(text),
  }
}

const CLEAR_LINE = '\r\x1b[K'

function barPainter(stream: ProgressStream): Painter {
  let bar: SingleBar | null = null
  const scale = (work: Work) => Math.max(work.total ?? 0, work.done, 1)
  return {
    begin(work, text) {
      bar = new SingleBar({
        stream,
        format: '{label} {bar} {text}',
        barsize: 24,
        hideCursor: true,
        stopOnComplete: false,
        clearOnComplete: true,
        barCompleteChar: '█',
        barIncompleteChar: '░',
      })
      bar.start(scale(work), work.done, { label: work.label, text })
    },
    paint(work, text) {
      bar?.setTotal(scale(work))
      bar?.update(work.total === null ? 0 : work.done, { label: work.label, text })
    },
    end(work, text) {
      bar?.stop()
      bar = null
      stream.write(`${CLEAR_LINE}${work.label}: ${text}\n`)
    },
    write(line) {
      stream.write(bar ? `${CLEAR_LINE}${line}` : line)
      bar?.render()
    },
  }
}
