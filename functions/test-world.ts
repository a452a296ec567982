import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import type { Command } from './command.ts'
import { main } from './main.ts'

/** What a run of the command line left behind. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A command that is running; `signals.emit('SIGINT', 'SIGINT')` is Ctrl-C. */
export interface Running {
  readonly signals: EventEmitter
  readonly done: Promise<Outcome>
  /** What was written so far. */
  out(): string
  err(): string
}

/** Runs the command line inside this process, with an environment and streams of its own. */
export function runCli(
  argv: readonly string[],
  commands: readonly Command[],
  env: Readonly<Record<string, string>> = {},
  input: Readonly<{ stdin?: string; isTTY?: boolean }> = {},
): Running {
  const texts = { out: '', err: '' }
  const signals = new EventEmitter()
  const stderr = new Writable({
    write(chunk, _, done) {
      texts.err += String(chunk)
      done()
    },
  })
  const code = main(argv, commands, {
    env,
    dotenv: '',
    version: '1.2.3',
    stdout: {
      write: (text) => {
        texts.out += text
      },
      isTTY: input.isTTY ?? false,
    },
    stdin: Readable.from([input.stdin ?? '']),
    stderr,
    signals,
    exit: () => undefined,
  })
  return {
    signals,
    done: code.then((found) => ({ code: found, ...texts })),
    out: () => texts.out,
    err: () => texts.err,
  }
}
