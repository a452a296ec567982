import { isFailure } from '#domain/failure.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog, type Log } from '#platform/log.ts'
import { createProgress, type ProgressStream } from '#platform/progress.ts'
import { readSettings } from '#platform/settings.ts'
import { runToShutdown, type SignalSource } from '#platform/shutdown.ts'
import { type Command, exitCodes } from './command.ts'
import { commandHelp, generalHelp } from './help-text.ts'
import { type Output, untilDrained } from './output.ts'
import { parseArguments, type Request } from './parse-arguments.ts'
import { readInput } from './read-input.ts'
import { surviveForgottenPromises } from './survive-forgotten-promises.ts'

/** The process around a command, so that tests can be one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Text of the .env file; "" where there is none. */
  readonly dotenv: string
  readonly version: string
  readonly stdout: Output
  readonly stdin: AsyncIterable<string | Uint8Array>
  readonly stderr: ProgressStream
  readonly signals: SignalSource
  readonly exit: (code: number) => void
}

/** Runs what the arguments ask for; answers the exit code, never throws. */
export async function main(
  argv: readonly string[],
  commands: readonly Command[],
  world: World,
): Promise<number> {
  try {
    const request = parseArguments(argv, commands)
    if (request.kind === 'run') return await runCommand(request, world)
    const text = request.kind === 'version' ? world.version : helpText(request.command, commands)
    world.stdout.write(`${text}\n`)
    return exitCodes.success
  } catch (error) {
    world.stderr.write(`ipgw: ${error instanceof Error ? error.message : String(error)}\n`)
    return exitCodeOf(error)
  }
}

const helpText = (command: Command | null, commands: readonly Command[]) =>
  command === null ? generalHelp(commands) : commandHelp(command)

/** Throws BAD_SETTING before anything was opened; what comes later goes to the log. */
async function runCommand(request: Request & { kind: 'run' }, world: World): Promise<number> {
  const { command, options, operands } = request
  const isTerminal = world.stderr.isTTY === true
  const settings = readSettings({ env: world.env, dotenv: world.dotenv, isTerminal })
  const progress = createProgress({ stream: world.stderr, clock: systemClock })
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    sink: progress.sink,
    color: isTerminal,
  })
  const print = (line: string) => void world.stdout.write(`${line}\n`)
  const complain = (line: string) => void progress.sink.write(`${line}\n`)
  const color = world.stdout.isTTY === true && !world.env.NO_COLOR
  const shared = { settings, env: world.env, log, progress, clock: systemClock }
  const fixed = { options, operands, ...shared, print, complain, color }
  const shutdown = { source: world.signals, exit: world.exit, log, clock: systemClock }
  try {
    return await runToShutdown(shutdown, (scope) => {
      surviveForgottenPromises(scope, log)
      return command.run({
        ...fixed,
        scope,
        drained: () => untilDrained(world.stdout, scope.signal),
        readInput: () => readInput(world.stdin, scope.signal),
      })
    })
  } catch (error) {
    return reported(error, log)
  } finally {
    progress.stop()
  }
}

/** Usage errors are one line for a person; the rest is for whoever reads the log. */
function reported(error: unknown, log: Log): number {
  const code = exitCodeOf(error)
  if (code === exitCodes.badUsage) throw error
  if (code === exitCodes.interrupted) log.warn('interrupted before the end')
  else log.fatal({ err: error }, error instanceof Error ? error.message : String(error))
  return code
}

function exitCodeOf(error: unknown): number {
  if (isFailure(error, 'BAD_SETTING', 'BAD_USER_INPUT')) return exitCodes.badUsage
  if (isFailure(error, 'DRIFT')) return exitCodes.drift
  if (isFailure(error, 'ABORTED')) return exitCodes.interrupted
  return exitCodes.failure
}
