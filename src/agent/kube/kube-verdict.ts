import { isFailure } from '#domain/failure.ts'
import { type KubeStatus, statusOf } from './kube-status.ts'

/**
 * What a failed request means for what is done next.
 * - `again`: the same thing after a pause. The write may have happened (timeout, 5xx, a broken connection): look
 *   before writing again.
 * - `relist`: what we know is too old to go on from (410): list anew.
 * - `conflict`: the object is not as it was when it was read, or another manager owns the field: read and decide anew.
 * - `exists`: an object of that name is there (409 on create): read it and decide anew.
 * - `missing`: there is no such object, kind of object or namespace, or the namespace is on its way out.
 * - `never`: the same request will never work (invalid, not allowed, a fault of ours): wait for something to change.
 */
export type KubeVerdict = 'again' | 'relist' | 'conflict' | 'exists' | 'missing' | 'never'

export function verdictOf(error: unknown): KubeVerdict {
  const status = statusOf(error)
  if (status !== null) return ofStatus(status)
  return isFailure(error) && error.retry === 'later' ? 'again' : 'never'
}

function ofStatus(status: KubeStatus): KubeVerdict {
  switch (status.code) {
    case 404:
      return 'missing'
    case 409:
      return status.reason === 'AlreadyExists' ? 'exists' : 'conflict'
    case 410:
      return 'relist'
    case 401:
    case 408:
    case 429:
      return 'again'
    default:
      return ofOther(status)
  }
}

/** The server refuses what is new in a namespace that is being deleted with 403 and this cause. */
const TERMINATING = 'NamespaceTerminating'

function ofOther({ code, details }: KubeStatus): KubeVerdict {
  if (code >= 500 || details.retryAfterSeconds !== undefined) return 'again'
  return details.causes?.some((cause) => cause.reason === TERMINATING) ? 'missing' : 'never'
}
