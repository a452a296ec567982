import { existsSync, readFileSync } from 'node:fs'
import { loadCommands } from './load-commands.ts'
import { main } from './main.ts'
import { packageVersion } from './package-root.ts'

/** Something that should have been closed keeps the process alive: it is left behind after this. */
const LINGER_MS = 3000

// Whoever read our output (`ipgw tail | head`) has gone: as if the terminal had been closed.
process.stdout.once('error', () => process.emit('SIGHUP', 'SIGHUP'))
process.stdout.on('error', () => undefined)

const argv = process.argv.slice(2)
process.exitCode = await main(argv, await loadCommands(argv), {
  env: process.env,
  dotenv: existsSync('.env') ? readFileSync('.env', 'utf8') : '',
  version: packageVersion(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
})
setTimeout(() => process.exit(), LINGER_MS).unref()
