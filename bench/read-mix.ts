import type { Database } from '#store/connection.ts'

/** The numbers that name a lease, as the gateway takes them. */
export interface LeaseKey {
  readonly owner: string
  readonly dseq: string
  readonly gseq: number
  readonly oseq: number
  readonly provider: string
  readonly bseq: number
}

/** The questions of the mix, which has as many of each. */
export type Question =
  | { readonly name: 'lease' | 'history'; readonly id: LeaseKey }
  | { readonly name: 'providerLeases'; readonly address: string }
  | { readonly name: 'topProviders' }

export type QuestionName = Question['name']
export const questionNames = ['lease', 'providerLeases', 'topProviders', 'history'] as const

/** A question as HTTP bodies. */
export interface Asked {
  readonly question: Question
  readonly body: string
  /** For PostGraphile, whose names come from tables and columns. */
  readonly peerBody: string
}

/** Constant texts with variables, as clients send them. */
export const documents: Readonly<Record<QuestionName, string>> = {
  lease: `query LeaseById($id: LeaseId!) {
  lease(id: $id) {
    owner dseq state createdHeight
    price { denom amount }
    provider { address hostUri }
    deployment { groups { name ipEndpoints { sequenceNumber } } }
  }
}`,
  providerLeases: `query ProviderLeases($address: Address!) {
  provider(address: $address) {
    address hostUri
    leases(first: 20, filter: { states: [ACTIVE] }) {
      nodes {
        owner dseq createdHeight
        price { denom amount }
        deployment { groups { name ipEndpoints { sequenceNumber } } }
        evidence { source height observedAt }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  topProviders: `query TopProviders {
  providers(first: 20, orderBy: ACTIVE_LEASES_DESC) {
    nodes { address hostUri activeLeaseCount attributes { key value } auditedBy }
  }
}`,
  history: `query LeaseHistory($id: LeaseId!) {
  lease(id: $id) { state events(first: 20) { nodes { kind at height before after } } }
}`,
}

export const peerDocuments: Readonly<Record<QuestionName, string>> = {
  lease: `query LeaseById($key: String!) {
  leaseByKey(key: $key) {
    owner dseq state createdHeight
    createdPriceDenom createdPriceAmount
    providerRecord { address hostUri }
    deployment { groups(first: 10) { nodes { name ipSequenceNumbers } } }
  }
}`,
  providerLeases: `query ProviderLeases($address: String!) {
  providerByAddress(address: $address) {
    address hostUri
    leases(first: 20, condition: { state: "active" }, orderBy: [CREATED_HEIGHT_DESC, PRIMARY_KEY_DESC]) {
      nodes {
        owner dseq createdHeight
        createdPriceDenom createdPriceAmount
        deployment { groups(first: 10) { nodes { name ipSequenceNumbers } } }
        seenSource seenHeight seenBlock { time }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  topProviders: `query TopProviders {
  allProviders(first: 20, orderBy: [ACTIVE_LEASE_COUNT_DESC, ADDRESS_DESC]) {
    nodes { address hostUri activeLeaseCount attributes audit { audits } }
  }
}`,
  history: `query LeaseHistory($key: String!) {
  leaseByKey(key: $key) { state events(first: 20) { nodes { kind at height before after } } }
}`,
}

/** As many of each question, shuffled. The same `seed`, 0 to 1, draws the same. */
export async function drawMix(
  sql: Database,
  { each, seed }: { each: number; seed: number },
): Promise<Asked[]> {
  const connection = await sql.reserve()
  try {
    await connection`select setseed(${seed})`
    // Twice as many for two questions; drawn in one order, so that the seed decides.
    const leases = await connection<LeaseKey[]>`
      select owner, dseq, gseq::int, oseq::int, provider, bseq::int from (
        select *, random() as drawn from (select * from lease order by key) l
      ) d order by drawn limit ${each * 2}`
    const providers = await connection<{ address: string }[]>`
      select p.address from generate_series(1, ${each}::int) n
      join (select address, row_number() over (order by address) as nth, count(*) over () as total from provider) p
        on nth = 1 + mod(abs(hashint8extended(n, ${Math.floor(seed * 1e9)}::bigint)), total)`
    return shuffled<Question>([
      ...leases.slice(0, each).map((id) => ({ name: 'lease' as const, id })),
      ...leases.slice(each).map((id) => ({ name: 'history' as const, id })),
      ...providers.map(({ address }) => ({ name: 'providerLeases' as const, address })),
      ...providers.map(() => ({ name: 'topProviders' as const })),
    ]).map((question, index) => ask(question, index))
  } finally {
    connection.release()
  }
}

/** So many questions of the mix of which no two are the same. */
export async function drawDistinct(
  sql: Database,
  { count, seed }: { count: number; seed: number },
): Promise<Asked[]> {
  const drawn = await drawMix(sql, { each: count, seed })
  return [...new Map(drawn.map((asked) => [asked.body, asked])).values()].slice(0, count)
}

export const leaseKey = (id: LeaseKey) =>
  [id.owner, id.dseq, id.gseq, id.oseq, id.provider, id.bseq].join('/')

/**
 * `unlike` is a variable that no document declares, and so changes nothing but this: no two requests are the same.
 * Else the question without parameters would be answered once for all who wait for it, and not be cold.
 */
function ask(question: Question, unlike: number): Asked {
  const { name, ...variables } = question
  const peerVariables = 'id' in question ? { key: leaseKey(question.id) } : variables
  return {
    question,
    body: JSON.stringify({ query: documents[name], variables: { ...variables, unlike } }),
    peerBody: JSON.stringify({ query: peerDocuments[name], variables: { ...peerVariables, unlike } }),
  }
}

/** One after another of each kind would let each kind find its rows warm; the multiplier only has to be odd. */
function shuffled<T>(list: readonly T[]): T[] {
  const key = (index: number) => Math.imul(index + 1, 0x9e_37_79_b1) >>> 0
  return list
    .map((item, index) => ({ item, at: key(index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
