import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '#domain/failure.ts'
import type { Load, LoadOptions } from './load.ts'

const THREADS = 2

/** Closed loop: each connection asks again as soon as it has its answer. The generator is `wrk`, and cheap. */
export async function runWrk({ url, bodies, connections, seconds }: LoadOptions): Promise<Load> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-wrk-'))
  try {
    const file = join(directory, 'bodies')
    writeFileSync(file, bodies.map((body) => `${body}\n`).join(''))
    const shape = [`-t${THREADS}`, `-c${connections}`, `-d${seconds}s`, '--latency']
    const args = [...shape, '-s', 'bench/wrk.lua', url, '--', file, '/graphql']
    const { stdout } = await promisify(execFile)('wrk', args, { timeout: (seconds + 30) * 1000 })
    return readResult(stdout)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function readResult(text: string): Load {
  const line = /^RESULT (.*)$/m.exec(text)?.[1]
  if (line === undefined) throw new Failure('INTERNAL', `wrk said nothing of use: ${text.slice(0, 500)}`)
  const seen: Record<
    'requests' | 'microseconds' | 'p50' | 'p90' | 'p99' | 'max' | 'refused' | 'broken',
    number
  > = JSON.parse(line)
  return {
    rate: (seen.requests - seen.refused) / (seen.microseconds / 1e6),
    p50Ms: seen.p50 / 1000,
    p90Ms: seen.p90 / 1000,
    p99Ms: seen.p99 / 1000,
    maxMs: seen.max / 1000,
    refused: seen.refused,
    broken: seen.broken,
  }
}
