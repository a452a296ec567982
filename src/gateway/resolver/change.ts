import type { Change } from '#domain/change.ts'
import { parseBidKey } from '#domain/ids.ts'
import { changeId } from '#domain/past-changes.ts'
import { encodeGlobalId } from '../global-id.ts'
import { feedCursor } from '../listing/changes.ts'
import type { ChangeResolvers } from '../schema.generated.ts'
import { isLeaseKind } from './words.ts'

export const change: ChangeResolvers = {
  id: ({ change }, _args, { chainId }) => encodeGlobalId({ type: 'Change', chainId, key: changeId(change) }),
  cursor: ({ change }) => feedCursor(change),
  kind: ({ change }) => change.kind,
  at: ({ change, at }, _args, { loaders }) => at ?? loaders.blockTime.load(change.height),
  height: ({ change }) => change.height,
  lease: ({ change }, _args, { loaders }) =>
    isLeaseKind(change.kind) ? loaders.lease.load(change.subject) : null,
  provider: ({ change }, _args, { loaders }) => {
    const address = providerOf(change)
    return address === null ? null : loaders.provider.load(address)
  },
  before: ({ change }) => change.before,
  after: ({ change }) => change.after,
  evidence: (parent) => parent.evidence,
}

function providerOf({ kind, subject }: Change): string | null {
  if (kind.startsWith('PROVIDER_')) return subject
  return isLeaseKind(kind) || kind.startsWith('BID_') ? parseBidKey(subject).provider : null
}
