/** How a chain fact reached us: from a block's events, or read from chain state. */
export const evidenceSources = ['event', 'state'] as const
export type EvidenceSource = (typeof evidenceSources)[number]

/** Where a chain fact comes from: it is true after block `height`. */
export interface Evidence {
  readonly source: EvidenceSource
  readonly height: number
}
