import { Failure } from '#domain/failure.ts'
import { type OptionValues, textOption } from './command.ts'

/** Where a server that listens everywhere is reached from here. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** The base URL of a server of ours on this machine. Throws BAD_USER_INPUT where the setting leaves the port open. */
export function ownUrl(
  { host, port }: { readonly host: string; readonly port: number },
  setting: string,
): string {
  if (port === 0)
    throw new Failure('BAD_USER_INPUT', `--url is missing: ${setting} lets the server choose its port`)
  const name = everywhere[host] ?? host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** What --url says; where it says nothing, a server of ours. Throws BAD_USER_INPUT. */
export function urlOption(options: OptionValues, ofOurs: () => string): string {
  const text = textOption(options, 'url') ?? ofOurs()
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw new Failure('BAD_USER_INPUT', `--url=${text}: must be an http or https URL`)
}
