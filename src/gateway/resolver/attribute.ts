import type { AttributeResolvers } from '../schema.generated.ts'

export const attribute: AttributeResolvers = {
  key: (parent) => parent.key,
  value: (parent) => parent.value,
  auditedBy: (parent) => parent.auditedBy ?? null,
}
