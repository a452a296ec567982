import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoFragmentCyclesRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql'
import { countLines } from '../limit/count-lines.ts'
import { limits } from '../limit/limits.ts'
import { measureDocument } from '../limit/measure-document.ts'
import { tooLarge, tooManyLines, tooManyTokens } from '../limit/too-large.ts'
import { countTokens } from './count-tokens.ts'
import { noIntrospection } from './no-introspection.ts'
import { type ParsedDocument, parsedDocument, type RefusedDocument } from './parsed-document.ts'

const MAX_VALIDATION_ERRORS = 20

export interface DocumentRules {
  readonly schema: GraphQLSchema
  /** Whether the schema may be asked for. */
  readonly introspection: boolean
}

/**
 * Reads a text: parsed, measured, and only then validated, because validation can take the square of a size. Fragments
 * that contain themselves have no size, and are found first: that takes no longer than reading the text.
 */
export function readDocument(rules: DocumentRules, text: string): ParsedDocument | RefusedDocument {
  const document = parsed(text)
  if ('errors' in document) return document
  const cycles = validate(rules.schema, document, [NoFragmentCyclesRule], {
    maxErrors: MAX_VALIDATION_ERRORS,
  })
  if (cycles.length > 0) return { errors: cycles, phase: 'validate' }
  const size = measureDocument(document)
  const excess = tooLarge(size)
  if (excess !== null) return { errors: [excess], phase: 'limit' }
  const others = otherThanQueries(document)
  if (others.length > 0) return { errors: others, phase: 'operation' }
  const options = { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: !rules.introspection }
  const errors = validate(rules.schema, document, validationRules(rules), options)
  return errors.length > 0 ? { errors, phase: 'validate' } : parsedDocument(text, document, size)
}

const validationRules = ({ introspection }: DocumentRules): readonly ValidationRule[] =>
  introspection ? specifiedRules : [noIntrospection, ...specifiedRules]

function parsed(text: string): DocumentNode | RefusedDocument {
  const lines = countLines(text)
  if (lines > limits.lines) return { errors: [tooManyLines(lines)], phase: 'limit' }
  try {
    return parse(text, { maxTokens: limits.tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (!error.message.includes('tokens. Parsing aborted')) return { errors: [error], phase: 'parse' }
    return { errors: [tooManyTokens(countTokens(text))], phase: 'limit' }
  }
}

/** graphql-js would find out only when it executes. */
function otherThanQueries({ definitions }: DocumentNode): GraphQLError[] {
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.operation !== 'query'
      ? [new GraphQLError(`this gateway answers queries, not a ${node.operation}`, { nodes: node })]
      : [],
  )
}
