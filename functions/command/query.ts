import { readFileSync } from 'node:fs'
import type { Json } from '#domain/change.ts'
import { Failure, isFailure } from '#domain/failure.ts'
import { type Answer, askGateway } from '../ask-gateway.ts'
import { type Command, type CommandContext, exitCodes, textOption } from '../command.ts'
import { ownUrl, urlOption } from '../own-url.ts'

export const queryCommand: Command = {
  name: 'query',
  summary: 'sends the GraphQL document of a file to a running gateway and prints the answer',
  operands: { FILE: 'the document; - reads it from stdin' },
  options: {
    variables: { value: 'JSON', meaning: 'the variables, or @FILE with them' },
    operation: { value: 'NAME', meaning: 'which operation to run, where the document has several' },
    url: {
      value: 'URL',
      meaning: 'of the GraphQL endpoint; default: http://HOST:PORT/graphql of the settings',
    },
    compact: { meaning: 'print the answer on one line' },
  },
  async run(context) {
    const url = urlOption(context.options, () => `${ownUrl(context.settings, 'PORT=0')}/graphql`)
    const variables = variablesOf(textOption(context.options, 'variables'))
    const { FILE: file = '' } = context.operands
    const query = file === '-' ? await context.readInput() : readText('FILE', file)
    const operationName = textOption(context.options, 'operation')
    const answer = await askGateway({ url, request: { query, variables, operationName }, context }).catch(
      (error: unknown) => saidOf(error, context),
    )
    if (answer === null) return exitCodes.failure
    context.print(JSON.stringify(answer, null, context.options.compact === true ? 0 : 2))
    for (const error of answer.errors ?? []) context.complain(errorLine(error))
    return answer.errors === undefined ? exitCodes.success : exitCodes.failure
  },
}

/** No answer is for the person who asked, not for a log. Throws everything else. */
function saidOf(error: unknown, { complain }: CommandContext): null {
  if (!isFailure(error, 'NODE_UNAVAILABLE', 'TIMED_OUT', 'NODE_ANSWER_INVALID')) throw error
  complain(`ipgw: ${error.message}`)
  return null
}

function variablesOf(option: string | null): Readonly<Record<string, Json>> {
  if (option === null) return {}
  const text = option.startsWith('@') ? readText('--variables', option.slice(1)) : option
  const value = parsed(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>
  throw new Failure(
    'BAD_USER_INPUT',
    '--variables: must be a JSON object, such as \'{"first": 5}\', or @FILE',
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readText(what: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Failure('BAD_USER_INPUT', `${what}: ${reason}`, {}, { cause })
  }
}

/** "message (CODE) at leases.nodes.0.owner". */
function errorLine({ message, path, extensions }: NonNullable<Answer['errors']>[number]): string {
  const code = typeof extensions?.code === 'string' ? ` (${extensions.code})` : ''
  return `error: ${message}${code}${path === undefined ? '' : ` at ${path.join('.')}`}`
}
