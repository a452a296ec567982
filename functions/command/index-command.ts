import { createMetrics } from '#platform/metrics.ts'
import { migrate } from '#store/migrate.ts'
import { type Command, exitCodes, heightOption } from '../command.ts'
import { createCrashPoints } from '../compose/crash-points.ts'
import { databasePlace } from '../compose/database.ts'
import { runIndexer } from '../compose/indexer.ts'
import { nodesOf, openSource } from '../compose/source.ts'
import { migrationsFolder } from '../package-root.ts'

export const indexCommand: Command = {
  name: 'index',
  summary: 'the indexer alone: chain state first, then block by block; goes on where it was',
  options: {
    once: { meaning: 'end when everything up to the present tip is indexed' },
    until: { value: 'HEIGHT', meaning: 'end after this block' },
    from: { value: 'HEIGHT', meaning: 'where a first start reads chain state [the tip]' },
  },
  async run(context) {
    const { options, scope } = context
    const goal = {
      once: options.once === true,
      until: heightOption(options, 'until'),
      from: heightOption(options, 'from'),
    }
    const crash = createCrashPoints(context.settings.crashAt)
    const place = await databasePlace(context)
    crash.reach('migrate:before')
    await migrate({ url: place.url, folder: migrationsFolder() })
    crash.reach('migrate:after')
    const source = openSource(context, nodesOf(context))
    const metrics = createMetrics({ processMetrics: false })
    await runIndexer(context, { place, source, metrics, crash }, goal)
    const hasGoal = goal.once || goal.until !== null
    return hasGoal && scope.signal.aborted ? exitCodes.interrupted : exitCodes.success
  },
}
