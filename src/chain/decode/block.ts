import type { BlockFacts, PositionedEvent, Quarantined } from '#domain/event.ts'
import type { WireBlock } from '../wire/block.ts'
import { checkTxResult, type WireResults } from '../wire/block-results.ts'
import { concernsUs, decodeEvent } from './event.ts'
import { rawJson, reasonOf } from './quarantine.ts'

/** Where events of the block itself stand. */
const NO_TX = -1
const NO_EVENT = -1

/** What a block's events add up to, while it is being read. */
interface Sheet {
  readonly height: number
  readonly base64: boolean
  readonly events: PositionedEvent[]
  readonly quarantined: Quarantined[]
}

/**
 * The facts of a block: the events of transactions that did not fail, and those of the block itself. What
 * cannot be read goes to quarantine with its JSON, so that received = decoded + quarantined. Never throws.
 */
export function decodeBlock(block: WireBlock, results: WireResults): BlockFacts {
  const sheet: Sheet = { height: block.height, base64: results.base64, events: [], quarantined: [] }
  for (const [txIndex, result] of results.txs.entries()) readTx(sheet, result, txIndex)
  readEvents(sheet, results.blockEvents, NO_TX)
  return factsOf(block, sheet)
}

/** The facts of a block whose results cannot be understood at all; `raw` are their bytes. */
export function quarantinedBlock(block: WireBlock, reason: string, raw: Uint8Array): BlockFacts {
  const whole: Quarantined = { height: block.height, txIndex: NO_TX, eventIndex: NO_EVENT, reason, raw }
  return factsOf(block, { events: [], quarantined: [whole] })
}

function factsOf(block: WireBlock, sheet: Pick<Sheet, 'events' | 'quarantined'>): BlockFacts {
  const { height, hash, parentHash, time } = block
  const { events, quarantined } = sheet
  return { height, hash, parentHash, time, events, quarantined, received: events.length + quarantined.length }
}

/** A failed transaction changed nothing: its events are of fees only. */
function readTx(sheet: Sheet, result: unknown, txIndex: number): void {
  try {
    const { code, events } = checkTxResult(result)
    if (code === 0) readEvents(sheet, events, txIndex)
  } catch (error) {
    quarantine(sheet, { txIndex, eventIndex: NO_EVENT, raw: result }, error)
  }
}

function readEvents(sheet: Sheet, events: readonly unknown[], txIndex: number): void {
  for (const [eventIndex, raw] of events.entries()) {
    if (!concernsUs(raw)) continue
    try {
      sheet.events.push({ txIndex, eventIndex, event: decodeEvent(raw, sheet.base64) })
    } catch (error) {
      quarantine(sheet, { txIndex, eventIndex, raw }, error)
    }
  }
}

function quarantine(
  sheet: Sheet,
  { txIndex, eventIndex, raw }: { txIndex: number; eventIndex: number; raw: unknown },
  error: unknown,
): void {
  sheet.quarantined.push({
    height: sheet.height,
    txIndex,
    eventIndex,
    reason: reasonOf(error),
    raw: rawJson(raw),
  })
}
