import { Lexer, Source, TokenKind } from 'graphql'

/** Counts the tokens of a text as the parser does: without comments, and up to where it is no GraphQL. */
export function countTokens(text: string): number {
  const lexer = new Lexer(new Source(text))
  let tokens = 0
  try {
    while (lexer.advance().kind !== TokenKind.EOF) tokens++
  } catch {
    // The parser gave up before it came here: what was counted is what there is to say.
    return tokens
  }
  return tokens
}
