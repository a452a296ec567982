import { type Json, literal, object, text, word } from './json.ts'
import type { ObjectType, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** A price from the two columns that hold it: `on` is their common start, as in "l.created_price". */
const priceType: ObjectType = {
  name: 'Price',
  fields: {
    denom: (on) => text(`${on}_denom`),
    amount: (on) => word(`${on}_amount`),
    perMonth: (on, _wanted, statement) => {
      const blocks = statement.facts.blocksPerMonth
      if (blocks === null) return literal('null')
      return word(`trim_scale(${on}_amount * ${statement.shared('month', String(blocks), 'numeric')})`)
    },
  },
}

export const price = (on: string, wanted: Wanted, statement: Statement): Json =>
  object(priceType, on, { wanted, statement })
