import type { ParsedDocument } from '../document/parsed-document.ts'
import type { PreparedOperation } from '../operation-request.ts'

/** An operation that does not keep its document in memory: which documents are remembered, the document cache decides. */
export interface KeptOperation {
  readonly rest: Omit<PreparedOperation, 'document' | 'operation'>
  readonly document: WeakRef<ParsedDocument>
  /** Which of the document's operations it is. */
  readonly at: number
}

export function keptOperation({ document, operation, ...rest }: PreparedOperation): KeptOperation {
  return { rest, document: new WeakRef(document), at: document.operations.indexOf(operation) }
}

/** Null where its document is gone. */
export function recalledOperation({ rest, document: ref, at }: KeptOperation): PreparedOperation | null {
  const document = ref.deref()
  const operation = document?.operations[at]
  return document === undefined || operation === undefined ? null : { ...rest, document, operation }
}
