import { buildPrograms } from './bed/programs.ts'

/** Before the first test, so that no test's time is spent on building; each one finds the programs in the cache. */
export default async function setup(): Promise<void> {
  await buildPrograms()
}
