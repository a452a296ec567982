import { type Attributes, address } from './attributes.ts'
import type { EventDecoder } from './market.ts'

const both = (a: Attributes) => ({
  owner: address(a.jsonText('owner'), 'owner'),
  auditor: address(a.jsonText('auditor'), 'auditor'),
})

/** Typed events of x/audit (akash/audit/v1/event.proto). "Created" also tells of a change. */
export const auditEvents: ReadonlyMap<string, EventDecoder> = new Map<string, EventDecoder>([
  ['akash.audit.v1.EventTrustedAuditorCreated', (a) => ({ kind: 'audit-created', ...both(a) })],
  ['akash.audit.v1.EventTrustedAuditorDeleted', (a) => ({ kind: 'audit-deleted', ...both(a) })],
])
