import type { DocumentNode } from 'graphql'
import { MOST_PLANS } from '../fast/plan-cache.ts'
import type { DocumentSize } from '../limit/measure-document.ts'
import { entryBytes } from '../traffic/text-bytes.ts'
import { isRefused, type ParsedDocument, type ToldRefusal } from './parsed-document.ts'

/** Measured: 340 to 520, with the nodes that are made of it and their places in the text. */
const BYTES_PER_TOKEN = 550
/** Its parts beside the syntax tree: hashes, measures, maps of operations and fragments. */
const BYTES_PER_DOCUMENT = 1000
/** A field in a plan, see fast/plan.ts, with fragments opened. */
const BYTES_PER_PLANNED_FIELD = 300
const BYTES_PER_LOCATION = 100

/** About how many bytes of memory a document takes while it is remembered, with all that hangs on it; rather too many. */
export function documentBytes(text: string, outcome: ParsedDocument | ToldRefusal): number {
  if (isRefused(outcome))
    return outcome.errors.reduce(
      (sum, { message, locations = [] }) => sum + entryBytes(message) + locations.length * BYTES_PER_LOCATION,
      entryBytes(text),
    )
  const tree = BYTES_PER_DOCUMENT + countTokens(outcome.document) * BYTES_PER_TOKEN
  return entryBytes(text) + tree + planBytes(outcome.size)
}

/** Comments are tokens here. */
function countTokens({ loc }: DocumentNode): number {
  let count = 0
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) count++
  return count
}

const planBytes = ({ fields, directives }: DocumentSize) =>
  fields * BYTES_PER_PLANNED_FIELD * (directives > 0 ? MOST_PLANS : 1)
