import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

/** A figure, with the floor that is promised and the aim; `better` says in which direction. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly better: 'more' | 'less'
  readonly atLeast: number
  readonly aim: number
  /** One value a run. */
  readonly runs: readonly number[]
  /** What else was seen: sizes, limits, peers. */
  readonly notes: Readonly<Record<string, string | number>>
}

/** The middle value; the mean of the two middle ones where there is none. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return (low + high) / 2
}

/** The value that a share of all values does not exceed, 0 < share ≤ 1. NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export type Verdict = 'aim' | 'floor' | 'missed'

export function verdict({ better, atLeast, aim }: Figure, value: number): Verdict {
  const reaches = (goal: number) => (better === 'more' ? value >= goal : value <= goal)
  return reaches(aim) ? 'aim' : reaches(atLeast) ? 'floor' : 'missed'
}

/** Prints a line a figure and keeps them as JSON, with the machine they were measured on. */
export function report(name: string, figures: readonly Figure[], folder: string): void {
  const rows = figures.map((figure) => {
    const value = round(median(figure.runs))
    return { ...figure, runs: figure.runs.map(round), value, verdict: verdict(figure, value) }
  })
  for (const row of rows)
    console.log(
      `${row.verdict.padEnd(6)} ${row.what}: ${row.value} ${row.unit} (at least ${row.atLeast}, aim ${row.aim})`,
    )
  mkdirSync(folder, { recursive: true })
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version }
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ name, machine, figures: rows }, null, 2)}\n`,
  )
}

const round = (value: number) => Number(value.toPrecision(4))
