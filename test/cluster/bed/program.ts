import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { Failure } from '#domain/failure.ts'

/** How much of a program's log is told when it ends by itself, characters. */
const LOG_TAIL = 3_000

export interface ProgramStart {
  readonly name: string
  /** The keeper's, then what it is to do. */
  readonly argv: readonly [string, ...string[]]
  /** Everything that it says is appended here. */
  readonly log: string
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** A program that runs until it is killed; it dies with us, however we die. */
export interface RunningProgram {
  readonly pid: number
  /** SIGKILL. Resolves when it is gone; at once if it is already. */
  kill(): Promise<void>
  /** Throws INTERNAL with the end of its log if it has ended by itself. */
  mustRun(): void
}

export function startProgram({ name, argv, log, env = {} }: ProgramStart): RunningProgram {
  const [file, ...args] = argv
  const output = openSync(log, 'a')
  const child = spawn(file, args, {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env, KEEPER_PARENT: String(process.pid) },
  })
  const ended = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid ?? 0,
    kill: () => killed(child, ended),
    mustRun() {
      if (!ended()) return
      const tail = readFileSync(log, 'utf8').slice(-LOG_TAIL)
      throw new Failure('INTERNAL', `${name} has ended with ${child.exitCode ?? child.signalCode}:\n${tail}`)
    },
  }
}

async function killed(child: ChildProcess, ended: () => boolean): Promise<void> {
  if (ended()) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
