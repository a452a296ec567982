import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import { buildSchema, parse } from 'graphql'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TSC_LIMIT_MS = 60_000

export interface CodegenProject {
  /** sha256 of a document and its text, as `persisted-documents.json` says. */
  readonly persisted: Readonly<Record<string, string>>
  /** What tsc has to say of the generated files and this one beside them; empty where it likes them. */
  typeErrors(usage: string): string
  /** Removes the folder. */
  end(): void
}

/** Generates typed documents for one file of a frontend, as graphql-codegen's preset "client" does. */
export async function generateCodegenProject(component: string): Promise<CodegenProject> {
  const folder = mkdtempSync(join(tmpdir(), 'ipgw-codegen-'))
  mkdirSync(join(folder, 'gql'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const { name, text } of await generated(component)) writeFileSync(join(folder, 'gql', name), text)
  return {
    persisted: JSON.parse(readFileSync(join(folder, 'gql', 'persisted-documents.json'), 'utf8')),
    typeErrors: (usage) => typeErrors(folder, usage),
    end: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function generated(component: string): Promise<{ name: string; text: string }[]> {
  const text = readFileSync(join(root, 'schema.graphql'), 'utf8')
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: 'gql/',
    schema: parse(text),
    schemaAst: buildSchema(text),
    documents: [{ document: parse(component), location: 'component.ts', rawSDL: component }],
    config: {
      scalars: {
        UInt64: 'string',
        Decimal: 'string',
        Address: 'string',
        Cursor: 'string',
        DateTime: 'string',
        JSON: 'unknown',
      },
      strictScalars: true,
      useTypeImports: true,
      enumsAsTypes: true,
      emitLegacyCommonJSImports: false,
    },
    presetConfig: { persistedDocuments: true, fragmentMasking: { unmaskFunctionName: 'unmasked' } },
    plugins: [],
    pluginMap: {},
  })
  const files = sections.map(async (section) => ({
    name: basename(section.filename),
    text: await codegen(section),
  }))
  return Promise.all(files)
}

const strictest = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2023',
    types: [],
  },
  files: ['usage.ts'],
}

function typeErrors(folder: string, usage: string): string {
  writeFileSync(join(folder, 'usage.ts'), usage)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(strictest))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, timeout: TSC_LIMIT_MS, encoding: 'utf8' })
    return ''
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}
