import { deepStrictEqual } from 'node:assert'
import type { Database } from '#store/connection.ts'
import type { Asked, QuestionName } from './read-mix.ts'
import { postGraphql } from './serve-process.ts'

/**
 * Both servers have to say the same before they are held against each other: their answers, put into one shape,
 * are equal value by value. Throws the difference.
 */
export async function checkAgreement(ours: string, peer: string, samples: readonly Asked[]): Promise<void> {
  for (const { question, body, peerBody } of samples) {
    const { name } = question
    const [our, theirs] = await Promise.all([answer(ours, body), answer(peer, peerBody)])
    deepStrictEqual(shapes[name].ours(our), shapes[name].peer(theirs), `${name}: ${body}`)
  }
}

/** The statements that the limit is measured with have to say what our server says, but for cursors. Throws the difference. */
export async function checkStatements(
  url: string,
  { sql, write }: { sql: Database; write: (asked: Asked) => string },
  samples: readonly Asked[],
): Promise<void> {
  for (const asked of samples) {
    const { question, body } = asked
    const [row] = await sql.unsafe(write(asked))
    const ours = await answer(url, body)
    deepStrictEqual(
      comparable(parsed(Object.values(row ?? {})[0])),
      comparable(ours),
      `${question.name}: ${body}`,
    )
  }
}

const comparable = (value: Json) =>
  JSON.parse(
    JSON.stringify(value, (key, one) => (key === 'endCursor' ? null : isInstant(key) ? instant(one) : one)),
  )
const isInstant = (key: string) => key === 'at' || key === 'observedAt'

/** Throws where an answer has errors or lacks its data. */
export async function checkAnswers(url: string, samples: readonly Asked[]): Promise<void> {
  for (const { question, body } of samples) shapes[question.name].ours(await answer(url, body))
}

async function answer(url: string, body: string): Promise<Json> {
  const { data, errors } = (await (await postGraphql(url, body)).json()) as Json
  deepStrictEqual(errors, undefined, `${url}: ${body}`)
  return data
}

// biome-ignore lint/suspicious/noExplicitAny: answers of two schemas, looked at field by field.
type Json = any
type Shape = { readonly ours: (data: Json) => unknown; readonly peer: (data: Json) => unknown }

const shapes: Readonly<Record<QuestionName, Shape>> = {
  lease: {
    ours: ({ lease }) => ({ ...ourLease(lease), state: lease.state, provider: lease.provider }),
    peer: ({ leaseByKey: lease }) => ({
      ...peerLease(lease),
      state: lease.state.toUpperCase(),
      provider: lease.providerRecord,
    }),
  },
  providerLeases: {
    ours: ({ provider: { leases, ...provider } }) => ({
      ...provider,
      leases: leases.nodes.map((lease: Json) => ({ ...ourLease(lease), evidence: lease.evidence })),
      more: leases.pageInfo.hasNextPage,
    }),
    peer: ({ providerByAddress: { leases, ...provider } }) => ({
      ...provider,
      leases: leases.nodes.map((lease: Json) => ({
        ...peerLease(lease),
        evidence: {
          source: `CHAIN_${lease.seenSource.toUpperCase()}`,
          height: lease.seenHeight,
          observedAt: instant(lease.seenBlock?.time),
        },
      })),
      more: leases.pageInfo.hasNextPage,
    }),
  },
  topProviders: {
    ours: ({ providers }) => providers.nodes,
    peer: ({ allProviders }) => allProviders.nodes.map(peerProvider),
  },
  history: {
    ours: ({ lease }) => ({ state: lease.state, events: lease.events.nodes }),
    peer: ({ leaseByKey: { state, events } }) => ({
      state: state.toUpperCase(),
      events: events.nodes.map((event: Json) => ({
        ...event,
        at: instant(event.at),
        before: parsed(event.before),
        after: parsed(event.after),
      })),
    }),
  },
}

const ourLease = ({ owner, dseq, createdHeight, price, deployment }: Json) => ({
  owner,
  dseq,
  createdHeight,
  price,
  groups: deployment.groups,
})

const peerLease = ({ createdPriceDenom, createdPriceAmount, deployment, ...lease }: Json) => ({
  owner: lease.owner,
  dseq: lease.dseq,
  createdHeight: lease.createdHeight,
  price: { denom: createdPriceDenom, amount: createdPriceAmount },
  groups: deployment.groups.nodes.map(({ name, ipSequenceNumbers }: Json) => ({
    name,
    ipEndpoints: ipSequenceNumbers.map((number: string) => ({ sequenceNumber: Number(number) })),
  })),
})

/** PostGraphile hands attributes and audits over as they are stored. */
function peerProvider({ attributes, audit, ...provider }: Json) {
  const audits: Json[] = parsed(audit.audits)
  return {
    ...provider,
    attributes: parsed(attributes),
    auditedBy: audits.map(({ auditor }) => auditor).sort(),
  }
}

const parsed = (json: Json) => (typeof json === 'string' ? JSON.parse(json) : json)
const instant = (time: string | null | undefined) => (time ? new Date(time).toISOString() : null)
