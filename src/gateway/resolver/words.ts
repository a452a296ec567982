import type { ChangeKind } from '#domain/change.ts'

/** The domain's words in lower case are the schema's enum values in upper case. */
export const upper = <Word extends string>(word: Word) => word.toUpperCase() as Uppercase<Word>
export const lower = <Word extends string>(word: Word) => word.toLowerCase() as Lowercase<Word>

/** An empty text on chain means that nothing was given. */
export const textOrNull = (text: string) => (text === '' ? null : text)

/** Null and absent are the same to a filter. */
export const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined

/** Whether a change is about a lease. */
export const isLeaseKind = (kind: ChangeKind) => kind.startsWith('LEASE_')
