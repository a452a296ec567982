import { ApiRefusal, expired, modified, statusBody } from '../api/api-refusal.ts'
import { resourceName } from '../api/kind.ts'
import type { KubeRequest } from '../http/kube-request.ts'
import type { ClusterFaults } from './cluster-faults.ts'
import type { Moment } from './switches.ts'

/** `reset`: the connection breaks; `hang`: no answer ever comes; a refusal is answered; null: nothing happens. */
export type Interruption = 'reset' | 'hang' | ApiRefusal | null

/** What comes between a request and the API. */
export function beforeRequest(request: KubeRequest, faults: ClusterFaults): Interruption {
  if (faults.acts('hang', request)) return 'hang'
  if (faults.acts('conflict', request)) return modified(request.kind, request.name)
  if (faults.acts('gone', request)) return expired('too old resource version')
  if (faults.acts('tooMany', request)) return tooMany(faults.on.tooMany?.retryAfterSeconds ?? 1)
  return lost(request, faults, 'before')
}

/** What comes between the API and its answer: whatever the request did is done. */
export const afterRequest = (request: KubeRequest, faults: ClusterFaults): Interruption =>
  lost(request, faults, 'after')

function lost(request: KubeRequest, faults: ClusterFaults, moment: 'before' | 'after'): Interruption {
  const acts = (name: 'internal' | 'unavailable' | 'timeout' | 'reset') => {
    const { when = 'before' }: Moment = faults.on[name] ?? {}
    return when === moment && faults.acts(name, request)
  }
  if (acts('reset')) return 'reset'
  if (acts('timeout')) return timedOut(request)
  if (acts('unavailable')) return unavailable()
  return acts('internal') ? internal() : null
}

const tooMany = (seconds: number) => {
  const message = 'Too many requests, please try again later.'
  const body = statusBody(429, 'TooManyRequests', message, { retryAfterSeconds: seconds })
  return new ApiRefusal(body, { 'Retry-After': String(seconds) })
}

function timedOut({ verb, kind }: KubeRequest): ApiRefusal {
  const message = `Timeout: request did not complete within requested timeout - context deadline exceeded (${verb} ${resourceName(kind)})`
  return new ApiRefusal(statusBody(504, 'Timeout', message, {}))
}

const unavailable = () =>
  new ApiRefusal(
    statusBody(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {}),
  )

const internal = () =>
  new ApiRefusal(
    statusBody(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out', {}),
  )
