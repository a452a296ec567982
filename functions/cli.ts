import { existsSync, readFileSync } from 'node:fs'
import { agentCommand } from './command/agent.ts'
import { agentPoolCommands } from './command/agent-pool.ts'
import { agentStatusCommand } from './command/agent-status.ts'
import { devCommand } from './command/dev.ts'
import { hashCommand } from './command/hash.ts'
import { indexCommand } from './command/index-command.ts'
import { migrateCommand } from './command/migrate.ts'
import { queryCommand } from './command/query.ts'
import { serveCommand } from './command/serve.ts'
import { statusCommand } from './command/status.ts'
import { tailCommand } from './command/tail.ts'
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
  tailCommand,
  queryCommand,
  agentCommand,
  agentStatusCommand,
  ...agentPoolCommands,
]

// Whoever read our output (`ipgw tail | head`) has gone: as if the terminal had been closed.
process.stdout.once('error', () => process.emit('SIGHUP', 'SIGHUP'))
process.stdout.on('error', () => undefined)

process.exitCode = await main(process.argv.slice(2), commands, {
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
