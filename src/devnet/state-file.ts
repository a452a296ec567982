import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Failure } from '#domain/failure.ts'
import { isRecord } from './rpc/frame.ts'
import type { Session } from './simulated.ts'

/** What a dev chain needs to be made again as it was: the rest follows from its options. */
export interface SavedChain {
  /** The options it was started with, as JSON text; others would make another chain. */
  readonly options: string
  readonly height: number
  readonly sessions: readonly Session[]
}

/** Reads a state file; null where there is none. Throws BAD_SETTING when it is another thing. */
export function readStateFile(path: string): SavedChain | null {
  const text = readIfThere(path)
  if (text === null) return null
  const saved = parse(text)
  if (saved === null)
    throw new Failure('BAD_SETTING', `${path} is not the state of a dev chain; delete it to begin anew`, {
      path,
    })
  return saved
}

/** Replaces the file as a whole, so that a crash leaves the old or the new one. */
export function writeStateFile(path: string, saved: SavedChain): void {
  writeFileSync(`${path}.new`, JSON.stringify(saved))
  renameSync(`${path}.new`, path)
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return null
    throw new Failure('BAD_SETTING', `cannot read ${path}`, { path }, { cause: error })
  }
}

function parse(text: string): SavedChain | null {
  const value = parseJson(text)
  if (!isRecord(value) || !Array.isArray(value.sessions)) return null
  const { options, height } = value
  const sessions = value.sessions.filter(isSession)
  if (typeof options !== 'string' || typeof height !== 'number' || sessions.length !== value.sessions.length)
    return null
  return { options, height, sessions }
}

const isSession = (value: unknown): value is Session =>
  isRecord(value) && typeof value.height === 'number' && typeof value.timeMs === 'number'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
