/** What an entry of a map costs beside its texts: objects, pointers, a place in the map. */
const ENTRY_BYTES = 400

/**
 * About how many bytes of memory an entry with these texts takes. V8 keeps a text in one byte a character
 * where all of them are Latin-1, else in two.
 */
export function entryBytes(...texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + textBytes(text), ENTRY_BYTES)
}

/** Counts Latin-1 above ASCII double: better too much than too little. */
const textBytes = (text: string) => (Buffer.byteLength(text) === text.length ? text.length : 2 * text.length)
