import { type ChangeKind, changeKinds } from '#domain/change.ts'
import { Failure, isFailure } from '#domain/failure.ts'
import { parseAddress } from '#domain/ids.ts'
import type { Queryable } from '#store/connection.ts'
import { type FeedWakeUp, openFeedWakeUp } from '#store/feed-wake-up.ts'
import { type FeedFilter, type FeedPlace, feedStart, placeOf } from '#store/query/feed-page.ts'
import { changeJson, changeText } from '../change-line.ts'
import { type Command, type CommandContext, exitCodes, type OptionValues, textOption } from '../command.ts'
import { databasePlace, openPool } from '../compose/database.ts'
import { followFeed } from '../follow-feed.ts'
import { parseFeedCursor } from '../parse-feed-cursor.ts'

const MOST_LAST = 100_000

export const tailCommand: Command = {
  name: 'tail',
  summary: 'shows what changes as it happens, from now on',
  options: {
    kinds: {
      value: 'KINDS',
      meaning: 'only these, with commas between them, such as LEASE_CREATED,LEASE_CLOSED',
    },
    provider: { value: 'ADDRESS', meaning: 'only changes of this provider, its bids and its leases' },
    owner: { value: 'ADDRESS', meaning: 'only changes of this tenant' },
    after: { value: 'CURSOR', meaning: 'go on behind this change (cursor of --json, or Change.cursor)' },
    last: { value: 'COUNT', meaning: 'begin with the newest so many' },
    json: { meaning: 'print one JSON object a line' },
  },
  async run(context) {
    const { options, scope, settings, log, color } = context
    const filter = filterOf(options)
    const findStart = startOf(options, filter)
    const place = await databasePlace(context)
    const sql = openPool(context, { url: place.readUrl, max: 2, name: 'tail' })
    const start = await findStart(sql)
    const text = options.json === true ? changeJson : null
    await followFeed({
      sql,
      filter,
      start,
      wakeUp: openWakeUp(context, place.url),
      signal: scope.signal,
      log,
      show: (entry) => {
        context.print(text === null ? changeText(entry, color) : text(entry, settings.chainId))
        return context.drained()
      },
    })
    return exitCodes.success
  },
}

function openWakeUp({ scope, log }: CommandContext, url: string): FeedWakeUp {
  const onFailure = (error: unknown) => {
    if (!scope.signal.aborted) log.warn({ err: error }, 'nothing wakes us; looking once a second')
  }
  const wakeUp = openFeedWakeUp({ url, applicationName: 'ipgw tail wake-up', onFailure })
  scope.defer('the wake-up', () => wakeUp.close())
  return wakeUp
}

/** What to show. Throws BAD_USER_INPUT. */
function filterOf(options: OptionValues): FeedFilter {
  return {
    kinds: textOption(options, 'kinds')?.split(',').map(kindOf),
    owner: addressOption(options, 'owner'),
    provider: addressOption(options, 'provider'),
  }
}

function kindOf(text: string): ChangeKind {
  const kind = changeKinds.find((known) => known === text.trim().toUpperCase())
  if (kind !== undefined) return kind
  throw new Failure('BAD_USER_INPUT', `--kinds: "${text}" is none of ${changeKinds.join(', ')}`)
}

function addressOption(options: OptionValues, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === null) return undefined
  try {
    return parseAddress(text)
  } catch (cause) {
    if (!isFailure(cause, 'BAD_USER_INPUT')) throw cause
    throw new Failure('BAD_USER_INPUT', `--${name}: ${cause.message}`, {}, { cause })
  }
}

/** Where to begin, to be looked up later. Throws BAD_USER_INPUT. */
function startOf(options: OptionValues, filter: FeedFilter): (sql: Queryable) => Promise<FeedPlace | null> {
  const after = textOption(options, 'after')
  const last = textOption(options, 'last')
  if (after !== null && last !== null)
    throw new Failure('BAD_USER_INPUT', '--after and --last: each says where to begin; give one of them')
  if (after !== null) {
    const seen = parseFeedCursor('after', after)
    return (sql) => placeOf(sql, seen)
  }
  const count = countOf(last ?? '0')
  return (sql) => feedStart(sql, filter, count)
}

function countOf(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : -1
  if (count >= 0 && count <= MOST_LAST) return count
  throw new Failure('BAD_USER_INPUT', `--last=${text}: must be a whole number from 0 to ${MOST_LAST}`)
}
