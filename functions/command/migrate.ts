import { migrate } from '#store/migrate.ts'
import { type Command, exitCodes } from '../command.ts'
import { databasePlace } from '../compose/database.ts'
import { migrationsFolder } from '../package-root.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  summary: "brings the database's schema up to date",
  options: {},
  async run(context) {
    const { url } = await databasePlace(context)
    await migrate({ url, folder: migrationsFolder() })
    context.log.info('the schema is up to date')
    return exitCodes.success
  },
}
