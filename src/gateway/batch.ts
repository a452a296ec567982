import DataLoader from 'dataloader'

const MAX_BATCH = 1000
const options = { maxBatchSize: MAX_BATCH }

/** One row for each key; null where there is none. */
export function one<T>(
  read: (keys: readonly string[]) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
): DataLoader<string, T | null> {
  return new DataLoader<string, T | null>(async (keys) => {
    const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]))
    return keys.map((key) => rows.get(key) ?? null)
  }, options)
}

/** All rows of each key, in the order in which they were read. */
export function many<T>(
  read: (keys: readonly string[]) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
): DataLoader<string, readonly T[]> {
  return new DataLoader<string, readonly T[]>(async (keys) => {
    const rows = grouped(await read(keys), keyOf)
    return keys.map((key) => rows.get(key) ?? [])
  }, options)
}

/** The value of each key; `absent` where there is none. */
export function mapped<K, V, D>(
  read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  absent: D,
): DataLoader<K, V | D> {
  return new DataLoader<K, V | D>(async (keys) => {
    const values = await read(keys)
    return keys.map((key) => values.get(key) ?? absent)
  }, options)
}

/** What is read once for each question, however often it is asked. */
export function each<Q, R>(read: (question: Q) => Promise<R>, textOf: (question: Q) => string) {
  const readAll = (questions: readonly Q[]) => Promise.all(questions.map(read))
  return new DataLoader<Q, R, string>(readAll, { ...options, cacheKeyFn: textOf })
}

/** The same question is asked of many parents: which page of its leases, how many of its bids. */
export interface Asked<Q> {
  readonly parent: string
  readonly question: Q
}

/** Reads the answer for each of these parents. */
type ReadAnswers<Q, R> = (parents: readonly string[], question: Q) => Promise<(parent: string) => R>

/** One statement for each distinct question; a query seldom has more than one. */
export function answers<Q, R>(read: ReadAnswers<Q, R>): DataLoader<Asked<Q>, R, string> {
  return new DataLoader<Asked<Q>, R, string>((asked) => answerAll(asked, read), {
    ...options,
    cacheKeyFn: ({ parent, question }) => `${questionText(question)} ${parent}`,
  })
}

async function answerAll<Q, R>(asked: readonly Asked<Q>[], read: ReadAnswers<Q, R>): Promise<R[]> {
  const parents = grouped(asked, ({ question }) => questionText(question))
  const reads = new Map<string, Promise<(parent: string) => R>>()
  const answerOf = ({ parent, question }: Asked<Q>) => {
    const text = questionText(question)
    const group = parents.get(text) ?? []
    const answer =
      reads.get(text) ??
      read(
        group.map((one) => one.parent),
        question,
      )
    reads.set(text, answer)
    return answer.then((of) => of(parent))
  }
  return Promise.all(asked.map(answerOf))
}

/** The rows of each parent, in the order in which they were read. */
export function rowsOf<T>(rows: readonly T[], keyOf: (row: T) => string): (parent: string) => readonly T[] {
  const groups = grouped(rows, keyOf)
  return (parent) => groups.get(parent) ?? []
}

const questionText = (question: unknown) =>
  JSON.stringify(question, (_name, value) => (typeof value === 'bigint' ? value.toString() : value))

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
