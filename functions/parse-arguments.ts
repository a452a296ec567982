import { parseArgs } from 'node:util'
import { Failure } from '#domain/failure.ts'
import type { Command, Operands, OptionValues } from './command.ts'

/** What the user wants. */
export type Request =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly options: OptionValues
      readonly operands: Operands
    }

/** Reads the arguments behind `ipgw`. Throws BAD_USER_INPUT that names the argument and what is allowed. */
export function parseArguments(argv: readonly string[], commands: readonly Command[]): Request {
  const [name] = argv
  const names = commands.map((command) => command.name).join(', ')
  if (name === undefined)
    throw new Failure('BAD_USER_INPUT', `a command is missing: ${names}; see ipgw --help`)
  if (name === '--help' || name === '-h' || name === 'help') return { kind: 'help', command: null }
  if (name === '--version') return { kind: 'version' }
  const command = commandOf(argv, commands)
  if (command === null)
    throw new Failure('BAD_USER_INPUT', `"${name}" is no command: ${names}; see ipgw --help`)
  const { values, positionals } = parseParts(command, argv.slice(wordsOf(command).length))
  const { help, ...options } = values
  if (help === true) return { kind: 'help', command }
  return { kind: 'run', command, options, operands: readOperands(command, positionals) }
}

const wordsOf = ({ name }: Command) => name.split(' ')

/** A name may have several words: the longest that fits. */
function commandOf(argv: readonly string[], commands: readonly Command[]): Command | null {
  const fitting = commands.filter((command) => wordsOf(command).every((word, index) => argv[index] === word))
  return fitting.sort((a, b) => wordsOf(b).length - wordsOf(a).length)[0] ?? null
}

interface Parts {
  readonly values: OptionValues
  readonly positionals: readonly string[]
}

function parseParts(command: Command, argv: readonly string[]): Parts {
  const known = Object.entries(command.options).map(
    ([name, doc]) => [name, { type: doc.value === undefined ? 'boolean' : 'string' }] as const,
  )
  try {
    return parseArgs({
      args: [...argv],
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
  } catch (cause) {
    const [sentence = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\. |\n/)
    throw badUsage(command, sentence, cause)
  }
}

function readOperands(command: Command, given: readonly string[]): Operands {
  const names = Object.keys(command.operands ?? {})
  const missing = names[given.length]
  if (missing !== undefined) throw badUsage(command, `${missing} is missing`)
  const unexpected = given[names.length]
  if (unexpected !== undefined) throw badUsage(command, `Unexpected argument '${unexpected}'`)
  return Object.fromEntries(names.map((name, index) => [name, given[index] ?? '']))
}

const badUsage = (command: Command, sentence: string, cause?: unknown) =>
  new Failure('BAD_USER_INPUT', `${sentence}; see ipgw ${command.name} --help`, {}, { cause })
