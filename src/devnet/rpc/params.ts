import { type AbciQuery, invalidParams, type RpcError } from '../chain.ts'

/** Parameters as they came: the text of the URI form, or the JSON values of a POST. */
export type RawParams =
  | { readonly form: 'uri'; readonly values: ReadonlyMap<string, string> }
  | { readonly form: 'json'; readonly values: Readonly<Record<string, unknown>> }

/** A parameter that was read, absent (`undefined`), or refused. */
type Read<T> = { readonly value: T | undefined } | { readonly error: RpcError }

const INTEGER = /^-?\d+$/
const prefix = {
  uri: 'error converting http params to arguments: ',
  json: 'error converting json params to arguments: ',
}

const refuse = (params: RawParams, why: string) => invalidParams(prefix[params.form] + why)

/** A 64-bit integer. The JSON form takes strings only; the URI form bare digits or a quoted string. */
export function readInteger(params: RawParams, name: string): Read<number> {
  const raw = rawValue(params, name)
  if (raw === undefined || raw === null || raw === '') return { value: undefined }
  const text = params.form === 'uri' ? unquoted(String(raw)) : raw
  if (typeof text === 'string' && INTEGER.test(text)) return { value: Number(text) }
  return refuse(params, `invalid 64-bit integer encoding ${JSON.stringify(String(text))}, expected string`)
}

/** A string: quoted in the URI form. */
export function readText(params: RawParams, name: string): Read<string> {
  const raw = rawValue(params, name)
  if (raw === undefined || raw === null || raw === '') return { value: undefined }
  if (params.form === 'json') return { value: String(raw) }
  const text = String(raw)
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return { value: text.slice(1, -1) }
  return refuse(params, `invalid character '${text[0]}' looking for beginning of value`)
}

/** Bytes as hex: after 0x (or quoted) in the URI form, bare in the JSON form. */
export function readBytes(params: RawParams, name: string): Read<Uint8Array> {
  const raw = rawValue(params, name)
  if (raw === undefined || raw === null || raw === '') return { value: undefined }
  const text = params.form === 'uri' ? unquoted(String(raw)).replace(/^0x/i, '') : String(raw)
  const wrong = /[^0-9a-f]/i.exec(text)
  if (wrong !== null) return refuse(params, `encoding/hex: invalid byte: ${goRune(wrong[0])}`)
  if (text.length % 2 === 1) return refuse(params, 'encoding/hex: odd length hex string')
  return { value: Buffer.from(text, 'hex') }
}

export function readAbciQuery(
  params: RawParams,
): { readonly value: AbciQuery } | { readonly error: RpcError } {
  const path = readText(params, 'path')
  if ('error' in path) return path
  const data = readBytes(params, 'data')
  if ('error' in data) return data
  const height = readInteger(params, 'height')
  if ('error' in height) return height
  return {
    value: { path: path.value ?? '', data: data.value ?? new Uint8Array(), height: height.value ?? 0 },
  }
}

function rawValue(params: RawParams, name: string): unknown {
  return params.form === 'uri' ? params.values.get(name) : params.values[name]
}

const unquoted = (text: string) =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text

const goRune = (character: string) =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${character}'`
