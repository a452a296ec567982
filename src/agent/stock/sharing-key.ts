import { createHash } from 'node:crypto'
import { base32hex } from './base32hex.ts'

const BETWEEN = '-ip-'
const PLAIN = /^[a-z\d-]+$/

/**
 * Names an endpoint of an owner on the whole provider; Services with the same key may share an address. An endpoint's
 * name that Kubernetes would not take stands in it as a hash (cluster/util/ip_sharing_key.go of the stock provider).
 */
export const sharingKey = (owner: string, endpoint: string) =>
  owner + BETWEEN + (PLAIN.test(endpoint) ? endpoint : shortHash(endpoint))

/** 24 characters of a sha256. */
export const shortHash = (text: string) =>
  base32hex(createHash('sha256').update(text).digest().subarray(0, 15))

/**
 * What a sharing key is made of, or null for what is none. `endpoint` is the SDL's name of the endpoint, or its hash:
 * the key does not say which.
 */
export function readSharingKey(key: string): { readonly owner: string; readonly endpoint: string } | null {
  // An owner is bech32: neither "-" nor anything that could be taken for the middle part.
  const at = key.indexOf(BETWEEN)
  const owner = key.slice(0, at)
  const endpoint = key.slice(at + BETWEEN.length)
  return at > 0 && /^[a-z\d]+$/.test(owner) && PLAIN.test(endpoint) ? { owner, endpoint } : null
}
