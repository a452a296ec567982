import { createTestCluster } from '#platform/test-postgres.ts'

/** One Postgres for a whole run; the workers find it in TEST_POSTGRES_URL. A URL from outside is kept. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_POSTGRES_URL) return undefined
  const cluster = await createTestCluster()
  process.env.TEST_POSTGRES_URL = cluster.url
  return cluster.close
}
