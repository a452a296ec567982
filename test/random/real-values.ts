import type { Values } from './input.ts'

/** Asks a gateway's GraphQL; answers with "data" and throws where there are errors. */
export type Ask = (query: string) => Promise<Record<string, unknown>>

const survey = `{
  leases(first: 30) { edges { cursor node { id owner dseq gseq oseq bseq provider: providerAddress createdHeight
    deployment { id leases { edges { cursor } } } events { edges { cursor node { id } } } } } }
  providers(first: 30) { edges { cursor node { id address auditedBy attributes { key value } leases { edges { cursor } } } } }
  openOrders(first: 20) { edges { cursor } }
  changes(first: 30) { edges { cursor node { id } } }
}`

/**
 * Values that mean something in the database behind a gateway, for `randomOperation`; a few of each mean nothing
 * there. `now`: the end of the times that are asked for.
 */
export async function realValues(ask: Ask, now: Date): Promise<Values> {
  const found = new Map<string, Set<unknown>>()
  gather(await ask(survey), 'data', found)
  const of = (...names: string[]) => [...new Set(names.flatMap((name) => [...(found.get(name) ?? [])]))]
  const leases = of(LEASES) as readonly Record<string, unknown>[]
  const values: readonly (readonly [string, readonly unknown[]])[] = [
    ['ID', [...of('id'), 'bm90aGluZw']],
    ['Address', of('owner', 'address', 'auditedBy', 'provider')],
    ['UInt64', [...of('dseq', 'createdHeight'), 1, '18446744073709551615']],
    ['Cursor', of('cursor')],
    ['Query.leases.after', of('leases.cursor')],
    ['Query.providers.after', of('providers.cursor')],
    ['Query.changes.after', of('changes.cursor')],
    ['AttributeInput.key', of('key')],
    ['AttributeInput.value', of('value')],
    ['Query.provider', of('address').map((address) => ({ address }))],
    ['Query.deployment', leases.map(({ owner, dseq }) => ({ owner, dseq }))],
    [
      'Query.lease',
      leases.map(({ owner, dseq, gseq, oseq, bseq, provider }) => ({
        id: { owner, dseq, gseq, oseq, bseq, provider },
      })),
    ],
    ...['Query.leaseActivity', 'Query.leasePrices', 'Provider.leaseActivity', 'Provider.leasePrices'].map(
      (field) => [field, spans(now)] as const,
    ),
  ]
  return new Map(values.filter(([, candidates]) => candidates.length > 0))
}

type Found = Map<string, Set<unknown>>
const LEASES = 'the leases'

/** Every leaf by the name of its field, and cursors by that of their list as well. */
function gather(value: unknown, name: string, found: Found, list = ''): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) for (const item of value) gather(item, name, found, list)
  else if (typeof value === 'object') {
    if ('dseq' in value) add(found, LEASES, value)
    for (const [key, inner] of Object.entries(value))
      gather(inner, key, found, 'edges' in value ? name : list)
  } else {
    add(found, name, value)
    if (name === 'cursor') add(found, `${list}.cursor`, value)
  }
}

const add = (found: Found, name: string, value: unknown) => {
  const values = found.get(name) ?? new Set()
  values.add(value)
  found.set(name, values)
}

const HOUR_MS = 3_600_000

/** Spans of time that belong together with an interval, of a few points to a thousand. */
function spans(now: Date): readonly Record<string, string>[] {
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS).toISOString()
  return [
    { from: ago(1), to: ago(0), interval: 'MINUTE' },
    { from: ago(12), to: ago(0), interval: 'HOUR' },
    { from: ago(24 * 30), to: ago(-24), interval: 'DAY' },
    { from: ago(24 * 365), to: ago(0), interval: 'WEEK' },
    { from: ago(999), to: ago(0), interval: 'HOUR' },
    { from: ago(0), to: ago(5), interval: 'HOUR' },
  ]
}
