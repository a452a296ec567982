import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '#domain/failure.ts'

export interface PgbenchOptions {
  readonly url: string
  readonly statements: readonly string[]
  readonly mode: 'prepared' | 'simple'
  readonly clients: number
  readonly seconds: number
}

/** As many as pgbench takes. */
export const MAX_STATEMENTS = 128

/** Statements drawn at random, one at a time on each connection; answers statements a second. */
export async function runPgbench({
  url,
  statements,
  mode,
  clients,
  seconds,
}: PgbenchOptions): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-pgbench-'))
  try {
    const files = statements.map((statement, index) => {
      const file = join(directory, `${index}.sql`)
      writeFileSync(file, `${escaped(statement)};\n`)
      return ['-f', file]
    })
    const shape = ['-n', '-M', mode, '-c', String(clients), '-j', '1', '-T', String(seconds)]
    const { stdout } = await promisify(execFile)('pgbench', [...shape, ...files.flat(), url], {
      timeout: (seconds + 60) * 1000,
      maxBuffer: 8 * 1024 * 1024,
    })
    return readRate(stdout)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function readRate(text: string): number {
  const rate = Number(/^tps = ([\d.]+)/m.exec(text)?.[1])
  if (Number.isNaN(rate)) throw new Failure('INTERNAL', `pgbench said nothing of use: ${text.slice(0, 500)}`)
  return rate
}

/** pgbench takes a colon before a letter for a variable, in literals too; there it is written as its code. */
function escaped(statement: string): string {
  return statement.replace(/'(?:[^']|'')*'/g, (literal) =>
    /:\w/.test(literal) ? `U&${literal.replaceAll('\\', '\\\\').replaceAll(':', '\\003A')}` : literal,
  )
}
