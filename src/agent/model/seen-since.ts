/**
 * Since when a plan sees what is only acted on after a while (a vanished wish, a refused pin): monotonic milliseconds by
 * a key of the plan's own, which begins with the sharing key and a blank.
 */
export type SeenSince = ReadonlyMap<string, number>
