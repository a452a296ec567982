import { runClosedLoop } from './closed-loop.ts'
import { gatewaySql } from './gateway-sql.ts'
import { ensureProgram } from './install.ts'
import type { Load } from './load.ts'
import { type Figure, median } from './measure.ts'
import { createPeerIndexes, ensurePeer, type PeerShape, startPeer } from './peer-process.ts'
import { MAX_STATEMENTS, type PgbenchOptions, runPgbench } from './pgbench.ts'
import { checkAgreement, checkAnswers, checkStatements } from './read-agreement.ts'
import { type ReadBed, withReadBed } from './read-bed.ts'
import { type Asked, drawMix, questionNames } from './read-mix.ts'
import { rawSql } from './read-sql.ts'
import { type ServerProcess, startServe, WORKERS } from './serve-process.ts'
import { runWrk } from './wrk.ts'

/** Off, so that every request is answered from the database. */
export const COLD = { RESPONSE_CACHE_MB: '0' }
export const CONNECTIONS = 32
const MANY_CONNECTIONS = 128

/** Measures one side once; more is better. Kept apart so that rounds can be interleaved. */
interface Side {
  readonly name: 'ours' | 'peer' | 'sql'
  rate(asked: readonly Asked[], seconds: number): Promise<number>
}

/**
 * The mix of read-mix.ts, cold, by the same generator on both servers and by pgbench on the database, in turns.
 * READ_ONLY=ours,sql leaves sides out; READ_SECONDS, READ_ROUNDS and READ_QUESTIONS=lease,history make it shorter.
 */
export const readBench = (isSmoke: boolean): Promise<Figure[]> =>
  withReadBed(isSmoke, (bed, defer) => measureOn(bed, isSmoke, defer))

async function measureOn(
  bed: ReadBed,
  isSmoke: boolean,
  defer: (close: () => Promise<void>) => void,
): Promise<Figure[]> {
  const wanted = wantedSides(isSmoke)
  const seconds = Number(process.env.READ_SECONDS ?? (isSmoke ? 1 : 10))
  const rounds = Number(process.env.READ_ROUNDS ?? (isSmoke ? 1 : 3))
  const asked = await askedMix(bed, isSmoke)
  const hasPeer = wanted.includes('peer') && ensurePeer()
  if (hasPeer) await createPeerIndexes(bed.sql)

  const { server: ours, workers } = await bestOurs(bed, asked, { seconds, isSmoke })
  defer(() => ours.close())
  await checkAnswers(ours.url, asked.slice(0, 100))
  const loads: Load[] = []
  const sides: Side[] = []
  if (wanted.includes('ours')) sides.push(ourSide(ours, isSmoke, (load) => loads.push(load)))
  const peer = hasPeer ? await bestPeer(bed, asked, seconds) : null
  if (peer !== null) {
    defer(() => peer.server.close())
    await checkAgreement(ours.url, peer.server.url, asked.slice(0, 200))
    sides.push({ name: 'peer', rate: (some, s) => peerRate(peer.server, some, s) })
  }
  const limit = wanted.includes('sql') ? await bestLimit({ bed, ours, asked, seconds }) : null
  if (limit !== null) sides.push({ name: 'sql', rate: limit.rate })
  for (const side of sides) await side.rate(asked, Math.min(seconds, 3))
  loads.length = 0

  const rates = await inTurns(sides, { asked, seconds, rounds })
  const atFew = [...loads]
  const perQuestion = await questionNotes(sides, asked, Math.min(seconds, 3))
  const atMany = []
  for (let round = 0; round < rounds && wanted.includes('ours'); round++)
    atMany.push(await generator(isSmoke)({ ...loadOf(ours, asked), connections: MANY_CONNECTIONS, seconds }))
  warnOfRefusals([...atFew, ...atMany])

  const medians = Object.fromEntries(
    rates.map(({ name, runs }) => [`${name} req/s`, Math.round(median(runs))]),
  )
  const notes = {
    mix: 'four questions, 25 % each, parameters at random: see bench/read-mix.ts',
    ...medians,
    workers,
    ...(peer === null
      ? { peer: 'skipped' }
      : { 'peer pool': peer.shape.pool, 'peer workers': peer.shape.workers }),
    ...(limit === null
      ? { 'raw SQL': 'skipped' }
      : { 'raw SQL': limit.how, 'SQL written by hand req/s': Math.round(limit.byHand) }),
    ...perQuestion,
  }
  return figures({ rates, atFew, atMany, notes })
}

function wantedSides(isSmoke: boolean): readonly string[] {
  if (!isSmoke) return (process.env.READ_ONLY ?? 'ours,peer,sql').split(',')
  console.log('skipped peer and pgbench: a smoke run needs neither')
  return ['ours']
}

async function askedMix(bed: ReadBed, isSmoke: boolean): Promise<Asked[]> {
  const names = (process.env.READ_QUESTIONS ?? questionNames.join(',')).split(',')
  const all = await drawMix(bed.sql, { each: isSmoke ? 200 : 5_000, seed: 0.42 })
  return all.filter(({ question }) => names.includes(question.name))
}

const loadOf = (server: ServerProcess, asked: readonly Asked[]) => ({
  url: server.url,
  bodies: asked.map(({ body }) => body),
})

/** wrk, where it is there; nothing has to be installed for a smoke run. */
export const generator = (isSmoke: boolean) =>
  !isSmoke && ensureProgram('wrk', 'wrk') ? runWrk : runClosedLoop

function ourSide(server: ServerProcess, isSmoke: boolean, seen: (load: Load) => void): Side {
  const run = generator(isSmoke)
  return {
    name: 'ours',
    rate: async (asked, seconds) => {
      const load = await run({ ...loadOf(server, asked), connections: CONNECTIONS, seconds })
      seen(load)
      return load.rate
    },
  }
}

async function peerRate(server: ServerProcess, asked: readonly Asked[], seconds: number): Promise<number> {
  const bodies = asked.map(({ peerBody }) => peerBody)
  const load = await generator(false)({ url: server.url, bodies, connections: CONNECTIONS, seconds })
  warnOfRefusals([load])
  return load.rate
}

/** Ours in one process or in one for each core, whichever suits it best. */
async function bestOurs(
  { url }: ReadBed,
  asked: readonly Asked[],
  { seconds, isSmoke }: { seconds: number; isSmoke: boolean },
): Promise<{ server: ServerProcess; workers: string }> {
  const start = (workers: string) => startServe(url, { settings: { ...COLD, GATEWAY_WORKERS: workers } })
  const rate = (server: ServerProcess, s: number) =>
    generator(isSmoke)({ ...loadOf(server, asked), connections: CONNECTIONS, seconds: s })
  const best = await fastest(['1', WORKERS.GATEWAY_WORKERS], start, async (server) => {
    await rate(server, Math.min(seconds, 8))
    return (await rate(server, Math.min(seconds, 4))).rate
  })
  return { server: await start(best), workers: best }
}

/** The peer with the processes and the pool that suit it best. */
async function bestPeer(
  bed: ReadBed,
  asked: readonly Asked[],
  seconds: number,
): Promise<{ server: ServerProcess; shape: PeerShape }> {
  const shapes = [1, Number(WORKERS.GATEWAY_WORKERS)].flatMap((workers) =>
    [2, 4, 8].map((pool) => ({ workers, pool })),
  )
  const start = (shape: PeerShape) => startPeer(bed.url, shape)
  const shape = await fastest(shapes, start, async (server) => {
    await peerRate(server, asked, Math.min(seconds, 8))
    return peerRate(server, asked, Math.min(seconds, 4))
  })
  return { server: await start(shape), shape }
}

/** The shape in which a server answers most. */
async function fastest<Shape>(
  shapes: readonly Shape[],
  start: (shape: Shape) => Promise<ServerProcess>,
  rateOf: (server: ServerProcess) => Promise<number>,
): Promise<Shape> {
  const tried: { shape: Shape; rate: number }[] = []
  for (const shape of shapes) {
    const server = await start(shape)
    try {
      tried.push({ shape, rate: await rateOf(server) })
    } finally {
      await server.close()
    }
  }
  return tried.reduce((best, one) => (one.rate > best.rate ? one : best)).shape
}

/**
 * The gateway's own statements by pgbench, in the mode and with the connections that suit it best: that is the limit.
 * The same answers by statements written by hand show whether the gateway's could be better. Null without pgbench.
 */
async function bestLimit({
  bed,
  ours,
  asked,
  seconds,
}: {
  bed: ReadBed
  ours: ServerProcess
  asked: readonly Asked[]
  seconds: number
}): Promise<{ how: string; byHand: number; rate: Side['rate'] } | null> {
  if (!ensureProgram('pgbench', 'postgresql-15')) return null
  const byGateway = await gatewaySql(bed.sql)
  const byHand = ({ question }: Asked) => rawSql(question)
  for (const write of [byGateway, byHand])
    await checkStatements(ours.url, { sql: bed.sql, write }, asked.slice(0, 200))
  const rate = (shape: Shape, write: typeof byGateway) => (some: readonly Asked[], s: number) =>
    runPgbench({ url: bed.url, statements: statements(some, write), ...shape, seconds: s })
  const tried: { shape: Shape; value: number }[] = []
  for (const shape of shapes)
    tried.push({ shape, value: await rate(shape, byGateway)(asked, Math.min(seconds, 3)) })
  const { shape } = tried.reduce((best, one) => (one.value > best.value ? one : best))
  return {
    how: `pgbench -M ${shape.mode} -c ${shape.clients}, the statements of the gateway`,
    byHand: await rate(shape, byHand)(asked, Math.min(seconds, 5)),
    rate: rate(shape, byGateway),
  }
}

type Shape = Pick<PgbenchOptions, 'mode' | 'clients'>
const shapes: readonly Shape[] = (['prepared', 'simple'] as const).flatMap((mode) =>
  [2, 4, 8].map((clients) => ({ mode, clients })),
)

/** Of each question as many. */
function statements(asked: readonly Asked[], write: (asked: Asked) => string): string[] {
  const kinds = questionNames
    .map((name) => asked.filter(({ question }) => question.name === name))
    .filter((kind) => kind.length > 0)
  return kinds.flatMap((kind) => kind.slice(0, Math.floor(MAX_STATEMENTS / kinds.length)).map(write))
}

async function inTurns(
  sides: readonly Side[],
  { asked, seconds, rounds }: { asked: readonly Asked[]; seconds: number; rounds: number },
): Promise<{ name: Side['name']; runs: number[] }[]> {
  const all = sides.map(({ name }) => ({ name, runs: [] as number[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const [index, side] of sides.entries()) all[index]?.runs.push(await side.rate(asked, seconds))
    console.log(
      `round ${round}: ${all.map(({ name, runs }) => `${name} ${Math.round(runs.at(-1) ?? 0)}`).join(' · ')} req/s`,
    )
  }
  return all
}

/** Each question alone, in short: which of them is slow. */
async function questionNotes(sides: readonly Side[], asked: readonly Asked[], seconds: number) {
  const notes: Record<string, string> = {}
  for (const name of new Set(asked.map(({ question }) => question.name))) {
    const alone = asked.filter(({ question }) => question.name === name)
    const rates: string[] = []
    for (const side of sides) rates.push(`${side.name} ${Math.round(await side.rate(alone, seconds))}`)
    notes[`${name} req/s`] = rates.join(', ')
    console.log(`${name}: ${rates.join(', ')} req/s`)
  }
  return notes
}

/** A server that refuses is fast, but gives no figure of answers: said aloud, and in the notes. */
function warnOfRefusals(loads: readonly Load[]): void {
  for (const { rate, refused, broken } of loads)
    if ((refused + broken) * 100 > rate)
      console.log(`beware: ${refused} answers were refusals, and ${broken} connections broke`)
}

function figures({
  rates,
  atFew,
  atMany,
  notes,
}: {
  rates: readonly { name: Side['name']; runs: readonly number[] }[]
  atFew: readonly Load[]
  atMany: readonly Load[]
  notes: Figure['notes']
}): Figure[] {
  const runsOf = (name: Side['name']) => rates.find((side) => side.name === name)?.runs ?? []
  const ratios = (name: Side['name']) =>
    runsOf(name).map((rate, round) => (runsOf('ours')[round] ?? Number.NaN) / rate)
  const p50s = (loads: readonly Load[]) => ({
    'p50 ms': Number(median(loads.map(({ p50Ms }) => p50Ms)).toFixed(1)),
    // Refusals are quick and stand in the percentiles: where there are many, this is no figure of answers.
    'refusals in it': loads.reduce((sum, { refused }) => sum + refused, 0),
    'requests without an answer': loads.reduce((sum, { broken }) => sum + broken, 0),
    'answers a second': Math.round(median(loads.map(({ rate }) => rate))),
  })
  const few = {
    what: `the mix, cold, p99 at ${CONNECTIONS} connections`,
    unit: 'ms',
    better: 'less',
  } as const
  const many = { ...few, what: `the mix, cold, p99 at ${MANY_CONNECTIONS} connections` }
  const all: Figure[] = [
    {
      what: 'the mix, cold, against PostGraphile 5',
      unit: '×',
      better: 'more',
      atLeast: 3.5,
      aim: 5,
      runs: ratios('peer'),
      notes,
    },
    {
      what: 'the mix, cold, against raw SQL',
      unit: '×',
      better: 'more',
      atLeast: 0.6,
      aim: 0.75,
      runs: ratios('sql'),
      notes,
    },
    {
      ...few,
      atLeast: 30,
      aim: 20,
      runs: atFew.map(({ p99Ms }) => p99Ms),
      notes: { ...notes, ...p50s(atFew) },
    },
    { ...many, atLeast: 120, aim: 80, runs: atMany.map(({ p99Ms }) => p99Ms), notes: p50s(atMany) },
  ]
  return all.filter(({ runs }) => runs.length > 0)
}
