/** Whether a merge patch of a status would change nothing. */
export function isSameStatus(there: object, patch: object): boolean {
  const known = new Map<string, unknown>(Object.entries(there))
  return Object.entries(patch).every(([field, value]) => (known.get(field) ?? null) === (value ?? null))
}
