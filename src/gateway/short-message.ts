/** Nobody reads more of a message than this. */
const MESSAGE_CHARACTERS = 1000
/** Longer runs without a blank are values: hashes, addresses and the words of rules are shorter. */
const LONG_RUN = /\S{121,}/g
const RUN_CHARACTERS = 100
/** The quote that ends a value, and what follows it at once. */
const RUN_END = 2

/**
 * A message of a length that a person reads. What graphql-js says begins with a value and ends with the rule that it
 * breaks, however long the value is: the value is cut, and then the middle.
 */
export function shortMessage(message: string): string {
  if (message.length <= MESSAGE_CHARACTERS) return message
  const short = message.replace(LONG_RUN, (run) => `${run.slice(0, RUN_CHARACTERS)}…${run.slice(-RUN_END)}`)
  if (short.length <= MESSAGE_CHARACTERS) return short
  const half = MESSAGE_CHARACTERS / 2
  return `${short.slice(0, half)}…${short.slice(-half)}`
}
