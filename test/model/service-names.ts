import type { ObservedService } from '../../src/agent/model/observed-service.ts'

export const placeOf = ({ namespace, name }: ObservedService) => `${namespace}/${name}`

/** The endpoint of a Service; null: none. */
export const endpointOf = ({ role, anchor, sharingKey }: ObservedService) =>
  role === 'foreign' ? null : (anchor?.sharingKey ?? sharingKey)

/** Its endpoint, or itself. */
export const nameOf = (service: ObservedService) => endpointOf(service) ?? placeOf(service)
