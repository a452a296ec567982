import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Progress } from '#platform/progress.ts'
import type { Settings } from '#platform/settings.ts'
import type { Scope } from '#platform/shutdown.ts'

/** How a process of ours ends. */
export const exitCodes = { success: 0, failure: 1, badUsage: 2, drift: 3, interrupted: 130 } as const

/** One option as --help shows it. */
export interface OptionDoc {
  /** What stands for its value, in capitals; absent: it takes none. */
  readonly value?: string
  readonly meaning: string
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/** What stands behind the options, by the names that --help shows. */
export type Operands = Readonly<Record<string, string>>

/** What a command works with. */
export interface CommandContext {
  readonly options: OptionValues
  readonly operands: Operands
  readonly settings: Settings
  /** The environment, for what is no setting of ours: where a pod finds its API server. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly scope: Scope
  readonly log: Log
  readonly progress: Progress
  readonly clock: Clock
  /** Writes a line of data to stdout. */
  print(line: string): void
  /** Resolves when stdout takes more, or the scope's signal fires: a reader may be slower than we are. */
  drained(): Promise<void>
  /** Writes a line for a person to stderr, beside the log. */
  complain(line: string): void
  /** All of stdin as text. Throws BAD_USER_INPUT above 1 MiB, ABORTED. */
  readInput(): Promise<string>
  /** Whether stdout is a terminal whose user has nothing against colours. */
  readonly color: boolean
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly options: Readonly<Record<string, OptionDoc>>
  /** Name in capitals → meaning, in their order; each must be given. Absent: none. */
  readonly operands?: Readonly<Record<string, string>>
  /** Answers the exit code; throws Failure. */
  run(context: CommandContext): Promise<number>
}

/** The text of an option; null: not given. */
export function textOption(options: OptionValues, name: string): string | null {
  const text = options[name]
  return typeof text === 'string' ? text : null
}

/** A height that an option names; null: not given. Throws BAD_USER_INPUT. */
export function heightOption(options: OptionValues, name: string): number | null {
  const text = options[name]
  if (text === undefined) return null
  const height = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (height < 1)
    throw new Failure('BAD_USER_INPUT', `--${name}=${text}: must be a height, a whole number from 1`)
  return height
}
