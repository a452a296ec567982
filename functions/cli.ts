import { existsSync, readFileSync } from 'node:fs'
import { devCommand } from './command/dev.ts'
import { hashCommand } from './command/hash.ts'
import { indexCommand } from './command/index-command.ts'
import { migrateCommand } from './command/migrate.ts'
import { serveCommand } from './command/serve.ts'
import { statusCommand } from './command/status.ts'
import { verifyCommand } from './command/verify.ts'
import { main } from './main.ts'
import { packageVersion } from './package-root.ts'

/** Something that should have been closed keeps the process alive: it is left behind after this. */
const LINGER_MS = 3000

const commands = [
  devCommand,
  indexCommand,
  serveCommand,
  migrateCommand,
  verifyCommand,
  hashCommand,
  statusCommand,
]

process.exitCode = await main(process.argv.slice(2), commands, {
  env: process.env,
  dotenv: existsSync('.env') ? readFileSync('.env', 'utf8') : '',
  version: packageVersion(),
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
})
setTimeout(() => process.exit(), LINGER_MS).unref()
