import { Failure, isFailure } from '#domain/failure.ts'
import { createHttpClient, type HttpAnswer } from '#platform/http.ts'
import { redactText } from '#platform/redact.ts'
import type { Snapshot } from '../observe/observation.ts'
import { readAnswer } from '../observe/read-answer.ts'

export interface AskedAgent {
  readonly seenAt: Date
  readonly snapshot: Snapshot
  /** The answer as it came, for `--json`. */
  readonly text: string
}

const ANSWER_LIMIT_MS = 10_000
const SHOWN_CHARACTERS = 200

/**
 * What the agent at `url` sees. Throws NODE_UNAVAILABLE where nothing answers, or not yet; TIMED_OUT, ABORTED; and
 * NODE_ANSWER_INVALID for what is no observation.
 */
export async function askAgent(url: string, signal?: AbortSignal): Promise<AskedAgent> {
  const client = createHttpClient({ url, connections: 1, timeoutMs: ANSWER_LIMIT_MS })
  try {
    return readSnapshotAnswer(url, await client.get('/v1/observation', signal))
  } finally {
    await client.close()
  }
}

function readSnapshotAnswer(url: string, { status, body }: HttpAnswer): AskedAgent {
  const shown = redactText(url)
  const said = `${status} ${body.slice(0, SHOWN_CHARACTERS)}`
  if (status === 503) throw new Failure('NODE_UNAVAILABLE', `the agent at ${shown} says ${said}`)
  try {
    const answer = readAnswer(JSON.parse(body))
    if (answer.kind === 'snapshot') return { seenAt: answer.seenAt, snapshot: answer.snapshot, text: body }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isFailure(error, 'BAD_USER_INPUT')) throw error
    const words = `what answers at ${shown} is no agent, or a newer one: ${error.message} (${said})`
    throw new Failure('NODE_ANSWER_INVALID', words, { status }, { cause: error })
  }
  throw new Failure('NODE_ANSWER_INVALID', `the agent at ${shown} sent increments that nobody asked for`)
}
