import type { Cause } from './api-refusal.ts'
import { type Kind, namespaces, services } from './kind.ts'
import { keyCauses, labelCauses, textCauses } from './name-rules.ts'
import type { ObjectMeta } from './object.ts'

/** What metadata breaks (apimachinery api/validation). */
export function metaCauses(kind: Kind, metadata: ObjectMeta): Cause[] {
  const rule = kind === services ? 'dns1035Label' : kind === namespaces ? 'dns1123Label' : 'dns1123Subdomain'
  return [
    ...textCauses('metadata.name', metadata.name, rule),
    ...labelCauses('metadata.labels', metadata.labels ?? {}),
    ...Object.keys(metadata.annotations ?? {}).flatMap((key) => keyCauses('metadata.annotations', key)),
  ]
}
