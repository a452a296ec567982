import { Failure } from '#domain/failure.ts'
import type { Known } from '#projector/ports.ts'
import { repairCommit } from '#projector/repair.ts'
import { type Drift, verify } from '#projector/verify.ts'
import { createStore, type Store } from '#store/store.ts'
import { type Command, type CommandContext, exitCodes, heightOption } from '../command.ts'
import { type DatabasePlace, databasePlace, openPool } from '../compose/database.ts'
import { nodesOf, openSource } from '../compose/source.ts'
import { becomeWriter } from '../compose/writer.ts'
import { driftJson, driftText } from '../drift-text.ts'

/** No writer ever has this epoch: such a store cannot commit. */
const READ_ONLY_EPOCH = -1

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'compares the database with chain state, record by record; exit 3 on drift',
  options: {
    active: { meaning: 'compare only what is not over yet, and providers [everything]' },
    height: { value: 'HEIGHT', meaning: 'fail unless the index stands at this height' },
    repair: { meaning: 'mend what differs from the chain; waits while an indexer writes' },
    json: { meaning: 'print JSON' },
  },
  async run(context) {
    const place = await databasePlace(context)
    const store = await openStore(context, place)
    await requireHeight(store, heightOption(context.options, 'height'))
    const ports = { source: openSource(context, nodesOf(context)), store }
    const { drifts, moved } = await compare(context, ports)
    report(context, drifts)
    const wanted = context.options.repair === true && drifts.length + moved.length > 0
    if (!wanted) return drifts.length === 0 ? exitCodes.success : exitCodes.drift
    await repair(context, ports, { drifts, moved })
    if (drifts.length === 0) return exitCodes.success
    const { drifts: left } = await compare(context, ports)
    for (const drift of left)
      context.log.error({ drift: driftText(drift) }, 'still different after the repair')
    return left.length === 0 ? exitCodes.success : exitCodes.drift
  },
}

async function openStore(context: CommandContext, place: DatabasePlace): Promise<Store> {
  const { epoch } =
    context.options.repair === true
      ? await becomeWriter(context, place, () => ({}))
      : { epoch: READ_ONLY_EPOCH }
  const sql = openPool(context, { url: place.url, max: 4, name: 'verify' })
  return createStore({ sql, chainId: context.settings.chainId, epoch })
}

async function requireHeight(store: Store, wanted: number | null): Promise<void> {
  const cursor = await store.cursor()
  if (cursor === null) throw new Failure('STALE', 'nothing is indexed yet: run "ipgw index" first')
  if (wanted !== null && cursor.height !== wanted)
    throw new Failure('STALE', `the index stands at ${cursor.height}, not at ${wanted}`, {
      height: cursor.height,
      wanted,
    })
}

type Ports = Parameters<typeof verify>[0]

interface Found {
  readonly drifts: readonly Drift[]
  /** No drift, only older than the chain. */
  readonly moved: readonly Known[]
}

async function compare({ options, progress, scope }: CommandContext, ports: Ports): Promise<Found> {
  progress.start(null, 'comparing records')
  const checked = (count: number) => progress.update(count)
  const facts: Known[] = []
  const moved = (found: readonly Known[]) => facts.push(...found)
  const drifts = await verify(
    ports,
    { scope: options.active === true ? 'active' : 'all', checked, moved },
    scope.signal,
  )
  progress.stop()
  return { drifts, moved: facts }
}

async function repair({ scope, log }: CommandContext, ports: Ports, found: Found): Promise<void> {
  const cursor = await ports.store.cursor()
  if (cursor === null) return
  const tip = await ports.source.tip(scope.signal)
  const input = { cursor, latestHeight: Math.max(tip.height, cursor.height), ...found }
  await ports.store.commit(await repairCommit(ports, input, scope.signal))
  log.info({ mended: found.drifts.length }, 'mended from the chain')
}

function report({ options, print }: CommandContext, drifts: readonly Drift[]): void {
  if (options.json === true) print(JSON.stringify({ drift: drifts.length, records: drifts.map(driftJson) }))
  else for (const line of [...drifts.map(driftText), `drift ${drifts.length}`]) print(line)
}
