import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine, type Parts, type ProgramName } from './command-lines.ts'
import type { Place } from './place.ts'
import { type RunningProgram, startProgram } from './program.ts'
import type { Programs } from './programs.ts'
import { waitFor } from './ready.ts'

/** The programs of one cluster, by name. */
export interface Fleet {
  kill(name: ProgramName): Promise<void>
  start(name: ProgramName): void
  ready(): Promise<void>
  log(name: ProgramName): string
  killAll(): Promise<void>
}

/** What watches goes first, so that nothing sees the others go. */
const ENDING: readonly ProgramName[] = ['metallb', 'controller-manager', 'apiserver', 'etcd']

export function createFleet(programs: Programs, parts: Parts, place: Place): Fleet {
  const running = new Map<ProgramName, RunningProgram>()
  const logFile = (name: ProgramName) => join(place.directory, 'logs', name)
  const kill = async (name: ProgramName) => {
    await running.get(name)?.kill()
    running.delete(name)
  }
  return {
    kill,
    start(name) {
      if (running.has(name)) throw new TypeError(`${name} runs already`)
      const line = commandLine(name, { programs, parts, place })
      running.set(name, startProgram({ name, log: logFile(name), ...line }))
    },
    async ready() {
      for (const [name, program] of running) await waitFor(name, { place, parts, program })
    },
    log: (name) => (existsSync(logFile(name)) ? readFileSync(logFile(name), 'utf8') : ''),
    async killAll() {
      for (const name of ENDING) await kill(name)
    },
  }
}
