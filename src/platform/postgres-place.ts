import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '#domain/failure.ts'
import { isReachableByOthers, isRoot, nobodyAccount, type OsAccount, ownDirectory } from './os-account.ts'
import { moveUnlessThere, type PostgresBinaries, reachableBinaries } from './postgres-binaries.ts'

const PASSWORD_FILE = 'ipgw-password'
/** Survives a reboot, unlike /tmp on many systems. */
const PERSISTENT_TEMPORARY = '/var/tmp'

/** Where a cluster lives and as whom its server runs. */
export interface PostgresPlace {
  readonly dataDir: string
  readonly binaries: PostgresBinaries
  readonly account: OsAccount
}

/**
 * Postgres does not run as root, so root drops to the owner of the data or to `nobody`; where that account
 * cannot reach the wanted directory (a closed home), the data lies in a directory of ours below /var/tmp,
 * always the same one for the same wanted directory.
 */
export function choosePlace(wanted: string, binaries: PostgresBinaries): PostgresPlace {
  const path = resolve(wanted)
  mkdirSync(dirname(path), { recursive: true })
  if (!isRoot()) return { dataDir: path, binaries, account: {} }
  const shelf = () => ownDirectory(join(PERSISTENT_TEMPORARY, 'ipgw-0'))
  const dataDir = isReachableByOthers(path) ? path : join(ownDirectory(join(shelf(), shortHash(path))), 'pg')
  const owner = isCluster(dataDir) ? statSync(dataDir) : nobodyAccount()
  return {
    dataDir,
    binaries: reachableBinaries(binaries, shelf),
    account: { uid: owner.uid, gid: owner.gid },
  }
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

export const isCluster = (dataDir: string) => existsSync(join(dataDir, 'PG_VERSION'))

/** Makes the cluster where there is none. It appears as a whole or not at all, also when two processes do it. */
export function ensureCluster(place: PostgresPlace): void {
  if (isCluster(place.dataDir)) return
  if (existsSync(place.dataDir) && readdirSync(place.dataDir).length > 0)
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      `${place.dataDir} is not empty and holds no Postgres data; set DATA_DIR or empty it`,
    )
  const nest = mkdtempSync(`${place.dataDir}-new-`)
  try {
    giveTo(nest, place.account)
    initialise(nest, place)
    renameSync(join(nest, 'password'), join(nest, 'data', PASSWORD_FILE))
    moveUnlessThere(join(nest, 'data'), place.dataDir, 'PG_VERSION')
  } finally {
    rmSync(nest, { recursive: true, force: true })
  }
}

/** The password is random, so stretching it would only cost time at every connection: one SCRAM iteration. */
function initialise(nest: string, { binaries, account }: PostgresPlace): void {
  const passwordFile = join(nest, 'password')
  writeFileSync(passwordFile, randomBytes(32).toString('base64url'), { mode: 0o600 })
  giveTo(passwordFile, account)
  const flags = [
    ...['-D', join(nest, 'data'), '-U', 'postgres', '--encoding=UTF8', '--no-sync', '--no-instructions'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--set=scram_iterations=1'],
  ]
  const run = spawnSync(join(binaries.native, 'bin', 'initdb'), flags, {
    ...account,
    cwd: nest,
    env: postgresEnvironment(),
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (run.status !== 0)
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      `initdb failed: ${(run.error?.message ?? run.stderr).trim().slice(-500)}`,
      { status: run.status, directory: nest },
      { cause: run.error },
    )
}

function giveTo(path: string, { uid, gid }: OsAccount): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

/** Nothing of our environment: it may hold secrets, and PG* variables that change what Postgres does. */
export const postgresEnvironment = () => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' })

/** Throws DATABASE_UNAVAILABLE when this account may not read the cluster. */
export function readPassword(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, PASSWORD_FILE), 'utf8')
  } catch (cause) {
    throw new Failure(
      'DATABASE_UNAVAILABLE',
      `${dataDir} belongs to another account or is no database of ours; set DATA_DIR or DATABASE_URL`,
      { directory: dataDir },
      { cause },
    )
  }
}
