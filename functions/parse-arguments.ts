import { parseArgs } from 'node:util'
import { Failure } from '#domain/failure.ts'
import type { Command, OptionValues } from './command.ts'

/** What the user wants. */
export type Request =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly command: Command; readonly options: OptionValues }

/** Reads the arguments behind `ipgw`. Throws BAD_USER_INPUT that names the argument and what is allowed. */
export function parseArguments(argv: readonly string[], commands: readonly Command[]): Request {
  const [name, ...rest] = argv
  const names = commands.map((command) => command.name).join(', ')
  if (name === undefined)
    throw new Failure('BAD_USER_INPUT', `a command is missing: ${names}; see ipgw --help`)
  if (name === '--help' || name === '-h' || name === 'help') return { kind: 'help', command: null }
  if (name === '--version') return { kind: 'version' }
  const command = commands.find((one) => one.name === name)
  if (!command) throw new Failure('BAD_USER_INPUT', `"${name}" is no command: ${names}; see ipgw --help`)
  const { help, ...options } = parseOptions(command, rest)
  return help === true ? { kind: 'help', command } : { kind: 'run', command, options }
}

function parseOptions(command: Command, argv: readonly string[]): OptionValues {
  const known = Object.entries(command.options).map(
    ([name, doc]) => [name, { type: doc.value === undefined ? 'boolean' : 'string' }] as const,
  )
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
    })
    return values
  } catch (cause) {
    const [sentence = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\. |\n/)
    throw new Failure('BAD_USER_INPUT', `${sentence}; see ipgw ${command.name} --help`, {}, { cause })
  }
}
