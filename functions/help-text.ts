import { settingDocs } from '#platform/setting-table.ts'
import type { Command } from './command.ts'

/** What `ipgw --help` prints. */
export function generalHelp(commands: readonly Command[]): string {
  return [
    'IP lease gateway and indexer for the Akash Network',
    '',
    'Usage: ipgw COMMAND [options]; ipgw COMMAND --help says more',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...settingsHelp(),
    '',
    'Exit codes: 0 success, 1 failure, 2 bad usage or setting, 3 drift, 130 interrupted before the end',
  ].join('\n')
}

/** What `ipgw COMMAND --help` prints. */
export function commandHelp({ name, summary, options, operands = {} }: Command): string {
  const rows = Object.entries(options).map(([option, { value, meaning }]) => [
    value === undefined ? `--${option}` : `--${option} ${value}`,
    meaning,
  ])
  return [
    `ipgw ${name}: ${summary}`,
    '',
    ['Usage: ipgw', name, '[options]', ...Object.keys(operands)].join(' '),
    '',
    ...table([...Object.entries(operands), ...rows, ['--help', 'this text']]),
    '',
    ...settingsHelp(),
  ].join('\n')
}

function settingsHelp(): readonly string[] {
  const rows = settingDocs.map(({ name, meaning, fallback }) => [
    name,
    `${meaning} [${fallback}]`.replaceAll('`', ''),
  ])
  return ['Settings, from the environment or a .env file [default]:', '', ...table(rows)]
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}  ${second}`)
}
