import { status } from '#gateway/http/status.ts'
import { type Command, exitCodes } from '../command.ts'
import { databasePlace, openPool } from '../compose/database.ts'
import { packageVersion } from '../package-root.ts'

type Status = Awaited<ReturnType<typeof status>>

export const statusCommand: Command = {
  name: 'status',
  summary: 'where the index stands, who indexes, and how the nodes are; what /status says',
  options: { json: { meaning: 'print JSON' } },
  async run(context) {
    const { settings, clock } = context
    const { readUrl } = await databasePlace(context)
    const sql = openPool(context, { url: readUrl, max: 3, name: 'status' })
    const found = await status({
      sql,
      chainId: settings.chainId,
      version: packageVersion(),
      now: clock.now(),
    })
    if (context.options.json === true) context.print(JSON.stringify(found))
    else for (const line of statusLines(found)) context.print(line)
    return exitCodes.success
  },
}

function statusLines(found: Status): readonly string[] {
  const { chainId, phase, indexedHeight, latestHeight, lagSeconds, indexer } = found
  const lag = lagSeconds === null ? '' : `, ${Math.round(lagSeconds)} s behind`
  return [
    `chain      ${chainId}`,
    `ready      ${found.ready ? 'yes' : `no: ${found.reason}`}`,
    `phase      ${phase}`,
    `indexed    ${indexedHeight ?? 'nothing'} of ${latestHeight ?? 'unknown'}${lag}`,
    `events     ${found.received} received, ${found.quarantined} quarantined`,
    `indexer    ${indexer.holder ?? 'none runs'}`,
    ...(Array.isArray(found.endpoints)
      ? found.endpoints.map((node) => `node       ${JSON.stringify(node)}`)
      : []),
  ]
}
