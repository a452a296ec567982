import pino from 'pino'
import { prettyFactory } from 'pino-pretty'
import { loggable } from './redact.ts'

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export const logFormats = ['json', 'pretty'] as const
export type LogFormat = (typeof logFormats)[number]

/** A structured log with ISO times, one object a line; `child` adds fields to every line. */
export type Log = pino.Logger

/** Where lines go; process.stderr, or anything that records them. */
export interface LineSink {
  write(line: string): unknown
}

/** Logs go to stderr: stdout is for data. Lines are written at once, so that a crash does not eat the last ones. */
export function createLog(options: {
  readonly level: LogLevel
  readonly format: LogFormat
  /** Default: stderr. */
  readonly sink?: LineSink
  /** Colours for the pretty format. Default: none. */
  readonly color?: boolean
}): Log {
  const { level, format, sink = pino.destination({ dest: 2, sync: true }), color = false } = options
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => error },
      hooks: {
        logMethod(args, method) {
          Reflect.apply(method, this, presentable(args))
        },
      },
    },
    format === 'pretty' ? prettyLines(sink, color) : sink,
  )
  return withLoggableChildren(log)
}

/** pino does not format the fields of children; they inherit this `child`. */
function withLoggableChildren(log: Log): Log {
  const { child } = log
  return Object.defineProperty(log, 'child', {
    value(this: Log, fields: pino.Bindings, ...rest: readonly unknown[]) {
      return Reflect.apply(child, this, [loggable(fields), ...rest])
    },
  })
}

/** An error alone becomes the field `err`, and its message the line's. */
function presentable(args: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = args
  if (!(first instanceof Error)) return args.map((item) => loggable(item))
  const message = rest.length === 0 ? [first.message] : rest
  return [{ err: loggable(first) }, ...message.map((item) => loggable(item))]
}

function prettyLines(sink: LineSink, color: boolean): LineSink {
  const format = prettyFactory({ colorize: color, translateTime: 'SYS:HH:MM:ss.l' })
  return { write: (line) => sink.write(format(line)) }
}
