import type { IpEndpointResolvers } from '../schema.generated.ts'

export const ipEndpoint: IpEndpointResolvers = { sequenceNumber: (parent) => parent.sequenceNumber }
