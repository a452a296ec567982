import { isJsonObject, type Json } from './object.ts'

/** JSON merge patch (RFC 7386): null removes a field, an object is laid over, anything else replaces. */
export function mergePatch(target: Json | undefined, patch: Json | undefined): Json | undefined {
  if (!isJsonObject(patch)) return patch
  const merged: Record<string, Json | undefined> = isJsonObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  return merged
}
