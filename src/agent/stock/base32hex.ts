const DIGITS = '0123456789abcdefghijklmnopqrstuv'

/** Base32 with the extended hex alphabet (RFC 4648 §7), in lower case and without padding: fit for Kubernetes' names. */
export function base32hex(bytes: Uint8Array): string {
  let text = ''
  let rest = 0
  let bits = 0
  for (const byte of bytes) {
    rest = (rest << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += digit(rest >>> (bits - 5))
    rest &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + digit(rest << (5 - bits))
}

const digit = (value: number) => DIGITS.charAt(value & 31)
