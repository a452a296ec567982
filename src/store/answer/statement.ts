/** What the whole answer is based on: where the index stood when the request came. */
export interface AnswerFacts {
  readonly chainId: string
  /** Null before the first block is indexed. */
  readonly head: { readonly height: number; readonly time: Date } | null
  readonly isStale: boolean
  /** Null while the block rate is unknown. */
  readonly blocksPerMonth: number | null
  /** When the request came. */
  readonly now: Date
  /** JSON of what only the gateway knows of the network, by field of `Network`. */
  readonly network: (field: string, now: Date) => string
}

/** The types of Postgres that parameters have. */
type ParameterType = 'text' | 'bigint' | 'numeric' | 'boolean' | 'json' | 'jsonb'

/**
 * A statement while it is written. Input travels as parameters, never in the text; the same question asked of
 * other records has the same text, so that Postgres plans it once.
 */
export class Statement {
  readonly facts: AnswerFacts
  readonly #values: string[] = []
  readonly #shared = new Map<string, string>()
  #aliases = 0

  constructor(facts: AnswerFacts) {
    this.facts = facts
  }

  /** The values of $1, $2, …, as Postgres reads them. */
  get values(): readonly string[] {
    return this.#values
  }

  /** Adds a parameter and answers how the text refers to it. All travel as text, which no driver rewrites. */
  parameter(value: string, type: ParameterType): string {
    this.#values.push(value)
    return `$${this.#values.length}::text${type === 'text' ? '' : `::${type}`}`
  }

  /** The same, added where it is written first: Postgres refuses parameters that the text does not mention. */
  later(value: string, type: ParameterType): () => string {
    let known: string | null = null
    return () => {
      known ??= this.parameter(value, type)
      return known
    }
  }

  /** The same, once for the whole statement: for what does not depend on where it is written. */
  shared(name: string, value: string, type: ParameterType): string {
    const known = this.#shared.get(name) ?? this.parameter(value, type)
    this.#shared.set(name, known)
    return known
  }

  /** A name for a row that nothing else in the statement has. */
  alias(): string {
    this.#aliases += 1
    return `t${this.#aliases}`
  }
}
