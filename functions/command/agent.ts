import { createMetrics } from '#platform/metrics.ts'
import { type Command, exitCodes } from '../command.ts'
import { openAgent } from '../compose/agent.ts'
import { untilAborted } from '../until-aborted.ts'

export const agentCommand: Command = {
  name: 'agent',
  summary: "leases addresses in a provider's cluster (AGENT_MODE=observe: only reports); needs PROVIDER",
  options: {},
  async run(context) {
    const { settings, scope, log } = context
    const { url } = await openAgent(context, createMetrics({ processMetrics: true }))
    log.info({ mode: settings.agent.mode, url }, `the agent answers at ${url}/v1/observation`)
    await untilAborted(scope.signal)
    return exitCodes.success
  },
}
