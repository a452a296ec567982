import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createSchema } from '../schema.ts'
import { documentBytes } from './document-bytes.ts'
import { isRefused, type ParsedDocument, type ToldRefusal } from './parsed-document.ts'
import { readDocument } from './read-document.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const rules = { schema: createSchema(), introspection: true }
const COUNT = 200

/** As the cache keeps it: of a refusal only what is told. */
function kept(text: string): ParsedDocument | ToldRefusal {
  const outcome = readDocument(rules, text)
  if (!isRefused(outcome)) return outcome
  return { phase: outcome.phase, errors: outcome.errors.map(({ message }) => ({ message: `${message}.` })) }
}

it.each<[string, (n: number) => string]>([
  ['a tiny one', (n) => `{ a${n}: __typename }`],
  ['a small one', (n) => `{ network { chainId } leases(first: 1, filter: { dseq: ${n} }) { nodes { id } } }`],
  ['a large one', (n) => `{ a${n}: leases { nodes { ${'id owner dseq gseq state '.repeat(25)} } } }`],
  ['one long comment', (n) => `{ __typename } #${n}${'x'.repeat(20_000)}`],
  ['a refused one', (n) => `{ ${Array.from({ length: 20 }, (_, m) => `x${n}y${m}`).join(' ')} }`],
])('counts no less than %s takes in memory, and no more than four times that', (_name, text) => {
  kept(text(-1))
  const all: unknown[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  let counted = 0
  for (let n = 0; n < COUNT; n++) {
    // A text of its own, as JSON.parse gives it.
    const own = JSON.parse(JSON.stringify(text(1000 + n))) as string
    const outcome = kept(own)
    all.push(own, outcome)
    counted += documentBytes(own, outcome)
  }
  collect()
  const taken = process.memoryUsage().heapUsed - before
  expect(all).toHaveLength(2 * COUNT)
  expect(taken / counted).toBeLessThan(1)
  expect(taken / counted).toBeGreaterThan(1 / 4)
})
