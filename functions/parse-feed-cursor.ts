import { Failure } from '#domain/failure.ts'
import { type ChangeRef, parseChangeId } from '#gateway/global-id.ts'
import { feedList } from '#gateway/listing/changes.ts'
import { decodeCursor } from '#gateway/page/cursor.ts'

/** The change that a cursor of the feed names. Throws BAD_USER_INPUT that names the option. */
export function parseFeedCursor(option: string, text: string): ChangeRef {
  try {
    const [height, kind, subject] = decodeCursor(feedList, option, text)
    return parseChangeId(`${kind}/${subject}@${height}`)
  } catch (cause) {
    throw new Failure(
      'BAD_USER_INPUT',
      `--${option}=${text.slice(0, 100)}: must be a cursor of the feed, as "ipgw tail --json" and Change.cursor give it`,
      {},
      { cause },
    )
  }
}
