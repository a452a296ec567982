/** Characters that jsonb and text of Postgres refuse: NUL, and halves of a surrogate pair on their own. */
const UNSTORABLE = /\0|\p{Surrogate}/gu
/** What they look like in the output of JSON.stringify; also hits harmless text that spells an escape. */
const SUSPECT = /\\u(?:0000|d[89a-f])/

/**
 * JSON text for a jsonb parameter. Never fails on a character: those that Postgres cannot hold become
 * U+FFFD. The chain room has replaced them already; this is the last line before the database.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value)
  return SUSPECT.test(text) ? JSON.stringify(value, storableEntry) : text
}

/** The same rule for a text parameter. */
export const storableText = (text: string) => text.replace(UNSTORABLE, '\ufffd')

function storableEntry(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value
}
