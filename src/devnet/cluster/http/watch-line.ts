import { statusBody } from '../api/api-refusal.ts'
import { apiVersionOf, type Kind } from '../api/kind.ts'

/** An event that ends a watch with a Status in the place of an object. */
export const errorLine = (code: number, reason: string, message: string) =>
  `${JSON.stringify({ type: 'ERROR', object: statusBody(code, reason, message) })}\n`

/** Says up to where a watch has told everything. */
export function bookmarkLine(kind: Kind, revision: number): string {
  const metadata = { resourceVersion: String(revision), creationTimestamp: null }
  const object = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }
  return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`
}
