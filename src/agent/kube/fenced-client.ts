import type { KubeClient } from './kube-client.ts'
import { DEFAULT_TIMEOUT_MS } from './kube-client.ts'
import type { CallOptions } from './kube-transport.ts'
import type { Leader } from './leader.ts'

/**
 * The same client for whoever may write only while it leads: each write asks right before it is sent, throws FENCED
 * without sending it where this process does not lead, and is given up before another can.
 */
export function fencedClient(client: KubeClient, leader: Pick<Leader, 'assertLeader'>): KubeClient {
  const within = (options: CallOptions = {}): CallOptions => {
    const { remainingMs } = leader.assertLeader()
    return { ...options, timeoutMs: Math.min(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, remainingMs) }
  }
  return {
    ...client,
    create: async (resource, object, options) => client.create(resource, object, within(options)),
    apply: async (resource, apply, options) => client.apply(resource, apply, within(options)),
    mergePatch: async (resource, patch, options) => client.mergePatch(resource, patch, within(options)),
    delete: async (resource, deletion, options) => client.delete(resource, deletion, within(options)),
  }
}
