/** A list as Go's %q writes it, which MetalLB's messages use: ["a" "b"]. */
export const quoted = (texts: readonly string[]) => `[${texts.map((text) => JSON.stringify(text)).join(' ')}]`

/** Why MetalLB refuses something, as it says it; returned and not thrown, because it is a normal answer and comes often. */
export type Words = string
