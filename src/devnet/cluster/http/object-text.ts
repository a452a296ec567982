import { apiVersionOf, type Kind } from '../api/kind.ts'
import { type JsonObject, type KubeObject, without } from '../api/object.ts'

/** The JSON of objects, written once each: what is stored never changes. */
export class ObjectTexts {
  readonly #whole = new WeakMap<KubeObject, string>()
  readonly #items = new WeakMap<KubeObject, string>()

  of = (object: KubeObject): string => written(this.#whole, object, object)

  /** As a list holds it: an apiserver leaves out apiVersion and kind there, but not of custom resources. */
  item(kind: Kind, object: KubeObject): string {
    return kind.isCustom
      ? this.of(object)
      : written(this.#items, object, without(object, 'apiVersion', 'kind'))
  }

  list(kind: Kind, objects: readonly KubeObject[], metadata: JsonObject): string {
    const items = objects.map((object) => this.item(kind, object)).join(',')
    const head = JSON.stringify({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata })
    return `${head.slice(0, -1)},"items":[${items}]}\n`
  }
}

function written(texts: WeakMap<KubeObject, string>, object: KubeObject, content: JsonObject): string {
  const known = texts.get(object)
  if (known !== undefined) return known
  const text = JSON.stringify(content)
  texts.set(object, text)
  return text
}
