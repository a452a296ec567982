import { parseArgs } from 'node:util'
import { bootstrapBench } from './bootstrap.bench.ts'
import { catchUpBench } from './catch-up.bench.ts'
import { freshnessBench } from './freshness.bench.ts'
import { growthBench } from './growth.bench.ts'
import type { Figure } from './measure.ts'
import { report } from './measure.ts'
import { memoryBench } from './memory.bench.ts'

/** `npm run bench [-- --only NAME] [-- --smoke]`: every bench, or one; small and without keeping figures. */
const benches: Readonly<Record<string, (isSmoke: boolean) => Promise<Figure[]>>> = {
  bootstrap: bootstrapBench,
  'catch-up': catchUpBench,
  freshness: freshnessBench,
  memory: memoryBench,
  growth: growthBench,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, smoke: { type: 'boolean', default: false } },
})
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue
  report(name, await bench(values.smoke), values.smoke ? 'dist/bench-smoke' : 'bench/results')
}
