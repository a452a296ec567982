import { BinaryReader } from '@bufbuild/protobuf/wire'

const NUL = /\0/g
const REPLACEMENT = '\uFFFD'
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text of the chain as it is kept. `lossy`: something in it could not be kept; its bytes belong in quarantine. */
export interface KeptText {
  readonly text: string
  readonly lossy: boolean
}

/**
 * Valid UTF-8 without NUL stays as it is. What is not UTF-8 and NUL, which Postgres cannot store in a text,
 * become U+FFFD: the record goes on, its raw bytes are kept beside it and nothing is lost silently.
 */
export function keepText(bytes: Uint8Array): KeptText {
  const plain = plainAscii(bytes)
  if (plain !== null) return { text: plain, lossy: false }
  const { text, lossy } = decodeUtf8(bytes)
  if (!text.includes('\0')) return { text, lossy }
  return { text: text.replace(NUL, REPLACEMENT), lossy: true }
}

function decodeUtf8(bytes: Uint8Array): KeptText {
  try {
    return { text: strict.decode(bytes), lossy: false }
  } catch (error) {
    if (error instanceof TypeError) return { text: lenient.decode(bytes), lossy: true }
    throw error
  }
}

/** Longer texts are decoded faster by TextDecoder. */
const ASCII_MAX = 128

/** The text of short plain ASCII without NUL, which nearly everything on chain is; null otherwise. */
function plainAscii(bytes: Uint8Array): string | null {
  if (bytes.length > ASCII_MAX) return null
  let text = ''
  for (const byte of bytes) {
    if (byte === 0 || byte > 0x7f) return null
    text += String.fromCharCode(byte)
  }
  return text
}

/**
 * A protobuf reader that keeps texts by `keepText`. It replaces the whole method because the library's own
 * fast path for short ASCII lets NUL through without asking the decoder it was given.
 */
export class TextReader extends BinaryReader {
  /** True once a text was read that could not be kept as it is. */
  lossy = false

  override string(): string {
    const { text, lossy } = keepText(this.bytes())
    if (lossy) this.lossy = true
    return text
  }
}
