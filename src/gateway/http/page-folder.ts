import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** How a file travels: as it is, or compressed when the project was built. */
export type Coding = 'identity' | 'gzip' | 'br'

/** A built file, ready to be sent. */
export interface PageFile {
  readonly contentType: string
  /** Made of its bytes; a strong ETag adds the coding. */
  readonly hash: string
  readonly bodies: Readonly<Partial<Record<Coding, Uint8Array<ArrayBuffer>>>>
}

/** Files by name. */
export type PageFolder = ReadonlyMap<string, PageFile>

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
}
const endings = { identity: '', gzip: '.gz', br: '.br' } as const
const HASH_CHARACTERS = 22

/**
 * Reads what the build has written, all of it: some 2 MB, and then no request reaches the disk, whatever path it
 * names. Null where nothing was built.
 */
export async function readPageFolder(folder: string): Promise<PageFolder | null> {
  const names = await namesIn(folder)
  if (!names.includes('index.html')) return null
  const plain = names.filter((name) => extname(name) in contentTypes)
  return new Map(
    await Promise.all(plain.map(async (name) => [name, await readPage(folder, name, names)] as const)),
  )
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function readPage(folder: string, name: string, names: readonly string[]): Promise<PageFile> {
  const found = Object.entries(endings).filter(([, ending]) => names.includes(`${name}${ending}`))
  const bodies = await Promise.all(
    found.map(
      async ([coding, ending]) =>
        [coding, new Uint8Array(await readFile(join(folder, `${name}${ending}`)))] as const,
    ),
  )
  const plain = bodies.find(([coding]) => coding === 'identity')?.[1] ?? new Uint8Array()
  return {
    contentType: contentTypes[extname(name)] ?? 'application/octet-stream',
    hash: createHash('sha256').update(plain).digest('base64url').slice(0, HASH_CHARACTERS),
    bodies: Object.fromEntries(bodies),
  }
}
