import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { Failure } from '#domain/failure.ts'

/** A program that ended by itself starts again after this pause, as in a pod: some end when the API is not there. */
const RESTART_AFTER_MS = 500
/** One that ends so often never works. */
const MOST_RESTARTS = 20
/** How much of its log is told then, characters. */
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
  /** SIGKILL. Resolves when it is gone, for good. */
  kill(): Promise<void>
  /** Throws INTERNAL with the end of its log if it ends again and again. */
  mustRun(): void
}

export function startProgram(start: ProgramStart): RunningProgram {
  let restarts = 0
  let wanted = true
  let pause: NodeJS.Timeout | undefined
  let child = launch()
  function launch(): ChildProcess {
    const launched = spawnLogged(start)
    launched.once('exit', () => {
      if (wanted) pause = setTimeout(again, RESTART_AFTER_MS)
    })
    return launched
  }
  function again(): void {
    restarts += 1
    child = launch()
  }
  return {
    async kill() {
      wanted = false
      clearTimeout(pause)
      await killed(child)
    },
    mustRun() {
      if (restarts < MOST_RESTARTS) return
      const tail = readFileSync(start.log, 'utf8').slice(-LOG_TAIL)
      throw new Failure('INTERNAL', `${start.name} has ended ${restarts} times:\n${tail}`)
    },
  }
}

function spawnLogged({ argv: [file, ...args], log, env = {} }: ProgramStart): ChildProcess {
  const output = openSync(log, 'a')
  const environment = { ...process.env, ...env, KEEPER_PARENT: String(process.pid) }
  const child = spawn(file, args, { stdio: ['ignore', output, output], env: environment })
  closeSync(output)
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
