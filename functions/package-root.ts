import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '#domain/failure.ts'

/** Where package.json, drizzle/ and dist/ lie: above this file, be it the source or the bundle. Throws INTERNAL. */
export function packageRoot(from: string = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Failure('INTERNAL', 'package.json is not above the program')
  return packageRoot(parent)
}

export const packageVersion = (): string =>
  String(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version)

/** Numbered migrations, for the store. */
export const migrationsFolder = () => join(packageRoot(), 'drizzle')

/** GraphiQL as the build wrote it, for the gateway. */
export const pagesFolder = () => join(packageRoot(), 'dist', 'graphiql')
