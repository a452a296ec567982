import { deploymentId, groupId, hash } from './attributes.ts'
import type { EventDecoder } from './market.ts'

/** Typed events of x/deployment (akash/deployment/v1/event.proto), from v1.0.0 on. */
export const deploymentEvents: ReadonlyMap<string, EventDecoder> = new Map<string, EventDecoder>([
  [
    'akash.deployment.v1.EventDeploymentCreated',
    (a) => ({ kind: 'deployment-created', id: deploymentId(a), hash: hash(a) }),
  ],
  [
    'akash.deployment.v1.EventDeploymentUpdated',
    (a) => ({ kind: 'deployment-updated', id: deploymentId(a), hash: hash(a) }),
  ],
  ['akash.deployment.v1.EventDeploymentClosed', (a) => ({ kind: 'deployment-closed', id: deploymentId(a) })],
  ['akash.deployment.v1.EventGroupStarted', (a) => ({ kind: 'group-started', id: groupId(a) })],
  ['akash.deployment.v1.EventGroupPaused', (a) => ({ kind: 'group-paused', id: groupId(a) })],
  ['akash.deployment.v1.EventGroupClosed', (a) => ({ kind: 'group-closed', id: groupId(a) })],
])
