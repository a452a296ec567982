import { Failure } from '#domain/failure.ts'
import { hashTables, type TableHashes } from '#store/hash-tables.ts'
import { type Command, exitCodes, heightOption } from '../command.ts'
import { databasePlace, openPool } from '../compose/database.ts'

export const hashCommand: Command = {
  name: 'hash',
  summary: 'one sha256 per table of chain facts; equal facts give equal hashes, however they were indexed',
  options: {
    height: { value: 'HEIGHT', meaning: 'fail unless the index stands at this height' },
    json: { meaning: 'print JSON' },
  },
  async run(context) {
    const height = heightOption(context.options, 'height')
    const { readUrl } = await databasePlace(context)
    const hashes = await hashTables(openPool(context, { url: readUrl, max: 1, name: 'hash' }))
    requireHeight(hashes, height)
    if (context.options.json === true) context.print(JSON.stringify(hashes))
    else for (const line of hashLines(hashes)) context.print(line)
    return exitCodes.success
  },
}

function requireHeight({ height }: TableHashes, wanted: number | null): void {
  if (wanted !== null && height !== wanted)
    throw new Failure('STALE', `the index stands at ${height ?? 'nothing'}, not at ${wanted}`, {
      height,
      wanted,
    })
}

/** As sha256sum writes it, behind a line with the height. */
function hashLines({ height, tables }: TableHashes): readonly string[] {
  const rows = Object.entries(tables).map(([table, hash]) => `${hash}  ${table}`)
  return [`height ${height ?? 'none'}`, ...rows]
}
