import { askAgent } from '#agent/status/ask-agent.ts'
import { statusLines } from '#agent/status/status-lines.ts'
import { isFailure } from '#domain/failure.ts'
import { type Command, exitCodes } from '../command.ts'
import { ownUrl, urlOption } from '../own-url.ts'

export const agentStatusCommand: Command = {
  name: 'agent status',
  summary: 'what a running agent sees: alarms, pools, every endpoint, and why something waits',
  options: {
    url: { value: 'URL', meaning: 'of the agent; default: the address of AGENT_LISTEN' },
    json: { meaning: 'print the answer of /v1/observation' },
  },
  async run(context) {
    const { options, settings, clock, scope, print, complain } = context
    try {
      const { seenAt, snapshot, text } = await askAgent(
        urlOption(options, () => ownUrl(settings.agent.listen, 'AGENT_LISTEN')),
        scope.signal,
      )
      if (options.json === true) print(text)
      else for (const line of statusLines({ snapshot, seenAt, now: clock.now() })) print(line)
      return exitCodes.success
    } catch (error) {
      // No answer is for the person who asked, not for a log.
      if (!isFailure(error, 'NODE_UNAVAILABLE', 'TIMED_OUT', 'NODE_ANSWER_INVALID')) throw error
      complain(`ipgw: ${error.message}`)
      return exitCodes.failure
    }
  },
}
