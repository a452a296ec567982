// Bundles GraphiQL with the examples into a folder that needs nothing else; a second time only when something changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'console/graphiql')

/** Fills `folder` with index.html, examples.json, and one script and one style sheet named after their bytes. */
export async function buildGraphiql(folder) {
  const stampFile = join(folder, 'stamp')
  const stamp = inputsHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  // Beside it first: whoever serves the folder meanwhile, or builds it too, never sees half of it.
  const fresh = `${folder}.${process.pid}`
  mkdirSync(fresh, { recursive: true })
  const examples = readExamples()
  const files = await bundle(examples.map(({ document }) => document))
  const html = readFileSync(join(source, 'index.html'), 'utf8')
  write(
    fresh,
    'index.html',
    html.replace('{{js}}', `graphiql/${files.js}`).replace('{{css}}', `graphiql/${files.css}`),
  )
  for (const [name, contents] of Object.entries(files.contents)) write(fresh, name, contents)
  writeFileSync(join(fresh, 'examples.json'), JSON.stringify(examples))
  writeFileSync(join(fresh, 'stamp'), stamp)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

/** Of everything that the result is made from: dates say little, a checkout makes all files new. */
function inputsHash() {
  const names = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const inputs = [...names.sort(), join(root, 'console/build-graphiql.js'), join(root, 'package-lock.json')]
  const hash = createHash('sha256')
  for (const path of inputs)
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0')
  return hash.digest('hex')
}

/** The examples in the order of their file names; the first line is a title behind "# ". */
function readExamples() {
  const folder = join(source, 'examples')
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const document = readFileSync(join(folder, name), 'utf8')
      return { title: document.slice(2, document.indexOf('\n')), document }
    })
}

async function bundle(documents) {
  const { outputFiles } = await build({
    entryPoints: { page: join(source, 'page.js') },
    outdir: '/',
    entryNames: '[name]-[hash]',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    define: { EXAMPLES: JSON.stringify(documents), 'process.env.NODE_ENV': '"production"' },
    plugins: [withoutFonts],
  })
  const contents = Object.fromEntries(outputFiles.map((file) => [file.path.slice(1), file.contents]))
  const named = (end) => Object.keys(contents).find((name) => name.endsWith(end))
  return { js: named('.js'), css: named('.css'), contents }
}

/** GraphiQL's style sheet carries 300 KB of fonts. */
const withoutFonts = {
  name: 'without-fonts',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
      loader: 'css',
    }))
  },
}

/** A file as it is, and compressed in both ways that browsers ask for. */
function write(folder, name, contents) {
  const bytes = Buffer.from(contents)
  writeFileSync(join(folder, name), bytes)
  writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params }))
}
