import { createHash } from 'node:crypto'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import { base32hex } from './base32hex.ts'

/** The namespace in which the stock provider runs a lease: 45 characters (cluster/util/lease_id_to_namespace.go). */
export const leaseNamespace = (lease: LeaseRef) =>
  base32hex(createHash('sha224').update(leaseRefKey(lease)).digest())
