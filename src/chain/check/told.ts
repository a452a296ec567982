import type { BlockFacts, ChainEvent, PositionedEvent } from '#domain/event.ts'
import { subjectOf } from '#domain/event-subject.ts'
import type { Price } from '#domain/price.ts'
import { type CloseReason, type RecordRef, refText } from '#domain/record.ts'

/** What the events of one block tell of one record; null where they do not. */
export interface Told {
  readonly created: boolean
  readonly closed: boolean
  readonly price: Price | null
  readonly reason: CloseReason | null
  /** Lower-case hex of the newest manifest hash. */
  readonly hash: string | null
}

export function toldOf(facts: BlockFacts, ref: RecordRef): Told {
  const text = refText(ref)
  const own = facts.events.map(({ event }) => event).filter((event) => refText(subjectOf(event)) === text)
  const told: Told = { created: false, closed: false, price: null, reason: null, hash: null }
  return own.reduce(tell, told)
}

function tell(told: Told, event: ChainEvent): Told {
  const price = 'price' in event ? event.price : told.price
  const reason = event.kind === 'lease-closed' ? event.reason : told.reason
  const hash = 'hash' in event ? event.hash : told.hash
  const created = told.created || event.kind.endsWith('-created')
  const closed = told.closed || event.kind.endsWith('-closed')
  return { created, closed, price, reason, hash }
}

/** What two nodes' views of one block share, and what only one of them has. */
export interface Difference {
  readonly common: readonly PositionedEvent[]
  readonly onlyFirst: readonly PositionedEvent[]
  readonly onlySecond: readonly PositionedEvent[]
}

/** The place inside a transaction does not count: one dropped event moves all after it. */
const eventText = ({ txIndex, event }: PositionedEvent) => `${txIndex} ${plainJson(event)}`

export function differenceOf(first: BlockFacts, second: BlockFacts): Difference {
  const left = second.events.map(eventText)
  const common: PositionedEvent[] = []
  const onlyFirst: PositionedEvent[] = []
  for (const event of first.events) {
    const at = left.indexOf(eventText(event))
    if (at < 0) onlyFirst.push(event)
    else {
      left.splice(at, 1)
      common.push(event)
    }
  }
  const rest = [...left]
  const onlySecond = second.events.filter((event) => {
    const at = rest.indexOf(eventText(event))
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  })
  return { common, onlyFirst, onlySecond }
}

/** One text for one view of a block. */
export function factsText(facts: BlockFacts): string {
  const quarantined = facts.quarantined.map(({ txIndex, raw }) => [
    txIndex,
    Buffer.from(raw).toString('base64'),
  ])
  return plainJson([facts.hash, facts.parentHash, facts.events.map(eventText), quarantined])
}

/** JSON that knows bigint. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
