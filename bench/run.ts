import { parseArgs } from 'node:util'
import { abuseBench } from './abuse.bench.ts'
import { agentConvergeBench } from './agent-converge.bench.ts'
import { agentIdleBench } from './agent-idle.bench.ts'
import { agentLatencyBench } from './agent-latency.bench.ts'
import { agentMoveBench } from './agent-move.bench.ts'
import { bootstrapBench } from './bootstrap.bench.ts'
import { catchUpBench } from './catch-up.bench.ts'
import { freshnessBench } from './freshness.bench.ts'
import { growthBench } from './growth.bench.ts'
import { hotBench } from './hot.bench.ts'
import type { Figure } from './measure.ts'
import { report } from './measure.ts'
import { memoryBench } from './memory.bench.ts'
import { overloadBench } from './overload.bench.ts'
import { readBench } from './read.bench.ts'
import { soakBench } from './soak.bench.ts'
import { startBench } from './start.bench.ts'

/** `npm run bench [-- --only NAME] [-- --smoke]`: every bench, or one; small and without keeping figures. */
const benches: Readonly<Record<string, (isSmoke: boolean) => Promise<Figure[]>>> = {
  bootstrap: bootstrapBench,
  'catch-up': catchUpBench,
  freshness: freshnessBench,
  memory: memoryBench,
  growth: growthBench,
  read: readBench,
  hot: hotBench,
  overload: overloadBench,
  start: startBench,
  soak: soakBench,
  abuse: abuseBench,
  'agent-latency': agentLatencyBench,
  'agent-converge': agentConvergeBench,
  'agent-move': agentMoveBench,
  'agent-idle': agentIdleBench,
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, smoke: { type: 'boolean', default: false } },
})
/** What was measured in part or in small is not kept. */
const isPartial = Object.keys(process.env).some((name) =>
  ['READ_', 'SOAK_', 'AGENT_'].some((prefix) => name.startsWith(prefix)),
)
const folder = values.smoke || isPartial ? 'dist/bench-results' : 'bench/results'
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue
  const figures = await bench(values.smoke)
  // What was skipped must not take the place of what was measured.
  if (figures.length > 0) report(name, figures, folder)
}
