import { Failure } from '#domain/failure.ts'
import { sha256Of } from './parsed-document.ts'

/**
 * The list of persisted documents in a JSON file: hash → text, as graphql-codegen and relay-compiler write it; a hash
 * may have "sha256:" before it. Throws BAD_SETTING that says which entry is wrong: a text that is not what its name
 * says would be answered in the place of another.
 */
export function readManifest(json: string): ReadonlyMap<string, string> {
  const listed = new Map<string, string>()
  for (const [name, text] of Object.entries(objectOf(json))) {
    if (typeof text !== 'string') throw wrong(`"${name}" is not the text of a document`)
    const sha256 = sha256Of(text)
    if (name.replace(/^sha256:/, '').toLowerCase() !== sha256)
      throw wrong(`"${name}" is not the sha256 of its text, which is ${sha256}`)
    listed.set(sha256, text)
  }
  return listed
}

function objectOf(json: string): object {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (cause) {
    throw wrong('it is not JSON', cause)
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  throw wrong('it must be a JSON object: sha256 → text')
}

const wrong = (rule: string, cause?: unknown) =>
  new Failure('BAD_SETTING', `the file of PERSISTED_DOCUMENTS: ${rule}`, {}, { cause })
