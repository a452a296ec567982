import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '#domain/failure.ts'

const OTHERS_MAY_PASS = 0o001
const OTHERS_MAY_WRITE = 0o022

/** An account to drop to; undefined fields mean: stay who we are. */
export interface OsAccount {
  readonly uid?: number
  readonly gid?: number
}

export const isRoot = () => process.getuid?.() === 0

/** The account `nobody`, which exists on every Unix; its ids differ. Throws DATABASE_UNAVAILABLE where it does not. */
export function nobodyAccount(): Required<OsAccount> {
  const uid = Number.parseInt(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout ?? '', 10)
  const gid = Number.parseInt(spawnSync('id', ['-g', 'nobody'], { encoding: 'utf8' }).stdout ?? '', 10)
  if (Number.isNaN(uid) || Number.isNaN(gid))
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      'Postgres does not run as root and there is no account "nobody" to run it as; set DATABASE_URL',
    )
  return { uid, gid }
}

/** Whether any account may reach this path: every directory above it lets others pass. The path need not exist. */
export function isReachableByOthers(path: string): boolean {
  const parent = dirname(path)
  if (parent === path) return true
  if (!existsSync(parent)) return isReachableByOthers(parent)
  const real = realpathSync(parent)
  return (statSync(real).mode & OTHERS_MAY_PASS) !== 0 && isReachableByOthers(real)
}

/**
 * Makes (or takes) a directory of ours in a place where everybody may write. Throws DATABASE_UNAVAILABLE when
 * somebody else planted one: a link, another owner, or one that others may write to.
 */
export function ownDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o755 })
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & OTHERS_MAY_WRITE) !== 0)
    throw new Failure('DATABASE_UNAVAILABLE', `${path} is not a directory of this account alone; remove it`)
  // A narrow umask would keep the account out that we drop to.
  chmodSync(path, 0o755)
  return path
}
