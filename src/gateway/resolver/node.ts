import type { NodeParent } from '../node.ts'
import type { NodeResolvers } from '../schema.generated.ts'

/** Which type a record is of. */
export const node: Pick<NodeResolvers, '__resolveType'> = {
  __resolveType: (parent: NodeParent) => typeOf(parent),
}

const names = { lease: 'Lease', deployment: 'Deployment', provider: 'Provider' } as const

const typeOf = (parent: NodeParent) => ('change' in parent ? 'Change' : names[parent.kind])
