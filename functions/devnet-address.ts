import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#domain/failure.ts'
import { isAlive } from '#platform/postgres-status.ts'

const fileIn = (directory: string) => join(directory, 'devnet.json')

/** Tells other commands where the dev network's node is; gone when the returned function is called. */
export function announceDevnet(directory: string, url: string): () => void {
  writeFileSync(fileIn(directory), JSON.stringify({ url, pid: process.pid }))
  return () => rmSync(fileIn(directory), { force: true })
}

/** Throws NODE_UNAVAILABLE when no dev network runs in this directory. */
export function findDevnet(directory: string): string {
  const told = readJson(fileIn(directory))
  if (isAddress(told) && isAlive(told.pid)) return told.url
  throw new Failure(
    'NODE_UNAVAILABLE',
    `no dev network runs on ${directory}: start one with "ipgw dev", or set NETWORK to another network`,
  )
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    )
      return null
    throw error
  }
}

const isAddress = (value: unknown): value is { readonly url: string; readonly pid: number } =>
  typeof value === 'object' &&
  value !== null &&
  'url' in value &&
  typeof value.url === 'string' &&
  'pid' in value &&
  typeof value.pid === 'number'
