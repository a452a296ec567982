/**
 * What one request may ask for at most. Several times what a screen needs; together they keep the time to refuse,
 * to validate and to answer a document bounded, whatever it says.
 */
export const limits = {
  /** Bytes of a request's body. */
  bodyBytes: 64 * 1024,
  /** Lines of a document: taking the indents out of a text in block quotes takes a while for each. */
  lines: 2000,
  /** Above it, validation gets slow. */
  tokens: 1000,
  /** Operations in the text, of which one is asked. */
  operations: 20,
  /** Levels of fields, the leaves included. The standard introspection query has exactly as many. */
  depth: 15,
  /** Fields under another name, with every fragment counted where it is spread. */
  aliases: 50,
  /** Fields with every fragment counted where it is spread. */
  fields: 5000,
  /** Selections of one field in one place; validation compares each with each. */
  repeats: 30,
  /** Fields of an operation itself. */
  rootFields: 20,
  /** Directives in the text. */
  directives: 50,
  /** Fragment definitions in the text. */
  fragments: 50,
  /** Values in variables, with items of lists and keys of objects; twenty fields of 100 ids would be 2000. */
  values: 1000,
  /** What an operation may cost, see cost.ts. */
  cost: 10_000,
} as const
