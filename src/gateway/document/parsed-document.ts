import { createHash } from 'node:crypto'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
} from 'graphql'
import type { Failure } from '#domain/failure.ts'
import { type DocumentSize, measureDocument } from '../limit/measure-document.ts'

/** A document that is valid and within the limits. The same text gives the same object while it is remembered. */
export interface ParsedDocument {
  readonly text: string
  /** Of the text in UTF-8, as hex. */
  readonly sha256: string
  readonly document: DocumentNode
  readonly operations: readonly OperationDefinitionNode[]
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
  /** Whether it may ask for what changes without new data: the seconds since the indexed block. */
  readonly isVolatile: boolean
  readonly size: DocumentSize
}

/** Why a document is refused. */
export interface RefusedDocument {
  readonly errors: readonly (GraphQLError | Failure)[]
  readonly phase: 'parse' | 'limit' | 'operation' | 'validate'
}

/** The same as clients see it. */
export interface ToldRefusal {
  readonly errors: readonly GraphQLFormattedError[]
  readonly phase: RefusedDocument['phase']
}

export const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')

export function parsedDocument(
  text: string,
  document: DocumentNode,
  size: DocumentSize = measureDocument(document),
): ParsedDocument {
  const operations: OperationDefinitionNode[] = []
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null)
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) operations.push(node)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node
  }
  return {
    text,
    sha256: sha256Of(text),
    document,
    operations,
    fragments,
    size,
    isVolatile: /\blagSeconds\b/.test(text),
  }
}

export const isRefused = <Refusal extends RefusedDocument | ToldRefusal>(
  outcome: ParsedDocument | Refusal,
): outcome is Refusal => 'errors' in outcome
