import { badRequest } from './api-refusal.ts'
import { apiVersionOf, type Kind } from './kind.ts'
import { isJsonObject, type Json, type KubeObject, type ObjectMeta } from './object.ts'

/** A body as an object of the kind that its endpoint serves; it may leave out what it is. Throws ApiRefusal (400). */
export function checkBody(kind: Kind, body: Json): KubeObject {
  if (!isJsonObject(body)) throw badRequest('the request body is not an object')
  const given = `${body.apiVersion ?? apiVersionOf(kind)}, Kind=${body.kind ?? kind.kind}`
  const wanted = `${apiVersionOf(kind)}, Kind=${kind.kind}`
  if (given !== wanted)
    throw badRequest(`the object provided is unrecognized: ${given} does not fit the endpoint of ${wanted}`)
  const metadata = isJsonObject(body.metadata) ? body.metadata : {}
  return { ...body, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: metadata as ObjectMeta }
}
