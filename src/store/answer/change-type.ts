import { changeKinds } from '#domain/change.ts'
import { evidence } from './evidence-type.ts'
import { base64url, blockTime, dateTime, globalId, onlyIf, rawOrNull, word, wordOrNull } from './json.ts'
import { leaseOf } from './lease-type.ts'
import { providerOf } from './provider-type.ts'
import type { ObjectType } from './selection.ts'

const isLeaseKind = (on: string) => `${on}.kind like 'LEASE\\_%'`

/** The address within the subject of a provider's, lease's or bid's change; null for others. */
const providerAddress = (on: string) => `case when ${on}.kind like 'PROVIDER\\_%' then ${on}.subject
  when ${isLeaseKind(on)} or ${on}.kind like 'BID\\_%' then split_part(${on}.subject, '/', 5) end`

/** The key that its id is made of: domain/past-changes.ts. */
const changeKey = (on: string) => `${on}.kind || '/' || ${on}.subject || '@' || ${on}.height`

/** The place of a change in the feed, as `listing/changes.ts` of the gateway writes it. */
export const feedCursor = (on: string) =>
  base64url(
    `'["changes","FEED","","' || ${on}.height || '","' || ${on}.kind || '","' || ${on}.subject || '"]'`,
  )

/** `on` is a row of `change`, or one that looks like it, with `seen_source` and `seen_height`. */
export const changeType: ObjectType = {
  name: 'Change',
  fields: {
    id: (on, _wanted, statement) => globalId('Change', changeKey(on), statement),
    cursor: (on) => word(feedCursor(on)),
    kind: (on) => word(`${on}.kind`),
    at: (on) => wordOrNull(`coalesce(${dateTime(`${on}.at`)}, ${blockTime(`${on}.height`)})`),
    height: (on) => word(`${on}.height`),
    lease: (on, wanted, statement) => onlyIf(isLeaseKind(on), leaseOf(`${on}.subject`, wanted, statement)),
    provider: (on, wanted, statement) => providerOf(providerAddress(on), wanted, statement),
    before: (on) => rawOrNull(`${on}.before`),
    after: (on) => rawOrNull(`${on}.after`),
    evidence,
  },
}

/** Where a kind stands within one height: its place in `changeKinds`. */
export const kindRank = (kind: string) => `array_position('{${changeKinds.join(',')}}'::text[], ${kind}) - 1`

/** The columns of a change of the feed; its block told it. */
export const TOLD = `kind, subject, height, at, before, after, 'event' as seen_source, height as seen_height`
