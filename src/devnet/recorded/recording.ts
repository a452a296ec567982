import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Failure } from '#domain/failure.ts'
import { isRecord } from '../rpc/frame.ts'

/** One recorded `abci_query`; `result` is the text of the answer's result, as the node wrote it. */
export interface RecordedQuery {
  readonly label: string
  readonly path: string
  /** Lower-case hex. */
  readonly data: string
  readonly height: number
  readonly code: number
  readonly value: Uint8Array
  readonly result: string
}

/** A recorded chain, read from its directory (`test/recordings/<scenario>`). */
export interface Recording {
  readonly chainId: string
  /** The last recorded height; block h is at index h − 1. */
  readonly tip: number
  readonly blocks: readonly string[]
  readonly blockResults: readonly string[]
  readonly queries: readonly RecordedQuery[]
  /** Results of single calls: status, commit, abci_info. */
  readonly status: string
  readonly commit: string
  readonly abciInfo: string
}

/** Reads a recording. Throws BAD_SETTING when the directory holds none. */
export function readRecording(directory: string): Recording {
  const text = (name: string) => readText(directory, name)
  const status = resultOf(text('rpc/status.json'))
  const blocks = lines(text('rpc/block.ndjson.gz')).map(resultOf)
  return {
    chainId: textAt(JSON.parse(status), 'node_info', 'network'),
    tip: blocks.length,
    blocks,
    blockResults: lines(text('rpc/block_results.ndjson.gz')).map(resultOf),
    queries: lines(text('abci/abci.ndjson.gz')).map(readQuery),
    status,
    commit: resultOf(text('rpc/commit.json')),
    abciInfo: resultOf(text('rpc/abci_info.json')),
  }
}

function readText(directory: string, name: string): string {
  try {
    const bytes = readFileSync(join(directory, name))
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  } catch (cause) {
    throw new Failure(
      'BAD_SETTING',
      `${directory} holds no recording: cannot read ${name}`,
      { directory },
      { cause },
    )
  }
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

/** The text after `"result":`, byte for byte: the node writes jsonrpc, id and result in this order. */
function resultOf(answer: string): string {
  const mark = '"result":'
  const at = answer.indexOf(mark)
  if (at < 0) throw new Failure('BAD_SETTING', `a recorded answer has no result: ${answer.slice(0, 100)}`)
  return answer.slice(at + mark.length, answer.lastIndexOf('}'))
}

function readQuery(line: string): RecordedQuery {
  const entry: unknown = JSON.parse(line)
  const response = at(entry, 'answer', 'result', 'response')
  const value = isRecord(response) ? response.value : null
  const answer = line.slice(line.indexOf('"answer":') + '"answer":'.length, line.lastIndexOf('}'))
  return {
    label: textAt(entry, 'label'),
    path: textAt(entry, 'request', 'path'),
    data: textAt(entry, 'request', 'data'),
    height: Number(textAt(entry, 'request', 'height')),
    code: Number(at(response, 'code')),
    value: typeof value === 'string' ? Buffer.from(value, 'base64') : new Uint8Array(),
    result: resultOf(answer),
  }
}

/** A value inside parsed JSON by its path; undefined where the path leads nowhere. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((found: unknown, name) => (isRecord(found) ? found[name] : undefined), value)
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path)
  if (typeof found === 'string') return found
  throw new Failure('BAD_SETTING', `a recorded answer has no text at ${path.join('.')}`)
}
