import type { Command } from './command.ts'

/**
 * By the first word of their names, in the order of `--help`. Each is loaded when it is needed: what a gateway is made of
 * would take a fifth of an agent's memory, and time at every start.
 */
const loaders: Readonly<Record<string, () => Promise<readonly Command[]>>> = {
  dev: async () => [(await import('./command/dev.ts')).devCommand],
  index: async () => [(await import('./command/index-command.ts')).indexCommand],
  serve: async () => [(await import('./command/serve.ts')).serveCommand],
  migrate: async () => [(await import('./command/migrate.ts')).migrateCommand],
  verify: async () => [(await import('./command/verify.ts')).verifyCommand],
  hash: async () => [(await import('./command/hash.ts')).hashCommand],
  status: async () => [(await import('./command/status.ts')).statusCommand],
  tail: async () => [(await import('./command/tail.ts')).tailCommand],
  query: async () => [(await import('./command/query.ts')).queryCommand],
  agent: async () => [
    (await import('./command/agent.ts')).agentCommand,
    (await import('./command/agent-status.ts')).agentStatusCommand,
    ...(await import('./command/agent-pool.ts')).agentPoolCommands,
  ],
}

/** The commands that arguments can mean: those that begin with the first of them, or all where none does. */
export async function loadCommands([word = '']: readonly string[]): Promise<readonly Command[]> {
  const wanted = Object.entries(loaders).filter(([name]) => name === word)
  const load = wanted.length > 0 ? wanted : Object.entries(loaders)
  return (await Promise.all(load.map(([, commands]) => commands()))).flat()
}
