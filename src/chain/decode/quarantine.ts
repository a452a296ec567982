const REASON_MAX = 500

/** Why something was not decoded, fit for a Postgres text: no NUL, no lone surrogate, not long. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return Buffer.from(reason.slice(0, REASON_MAX).replaceAll('\0', '\uFFFD')).toString()
}

/** The bytes that quarantine keeps of a part of an answer: its JSON. Never throws. */
export function rawJson(value: unknown): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(value) ?? '')
  } catch (error) {
    // JSON.parse reads any depth, JSON.stringify does not write it.
    if (error instanceof RangeError) return Buffer.from('"nested too deeply to be written"')
    throw error
  }
}
