import type { Abuse } from './abuse.ts'
import { argumentAbuse } from './corpus/arguments.ts'
import { breadth } from './corpus/breadth.ts'
import { cost } from './corpus/cost.ts'
import { directives } from './corpus/directives.ts'
import { http } from './corpus/http.ts'
import { nesting } from './corpus/nesting.ts'
import { operations } from './corpus/operations.ts'
import { text } from './corpus/text.ts'
import { variables } from './corpus/variables.ts'

/** Everything that is known to bring down, slow down or confuse a GraphQL server, as far as one request does it. */
export const corpus: readonly Abuse[] = [
  ...nesting,
  ...breadth,
  ...directives,
  ...text,
  ...argumentAbuse,
  ...cost,
  ...variables,
  ...operations,
  ...http,
]
