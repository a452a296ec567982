import type { ChangeKind } from '#domain/change.ts'
import { changeKinds } from '#domain/change.ts'
import { Failure } from '#domain/failure.ts'
import { parseAddress, parseBidKey, parseDeploymentKey, parseOrderKey } from '#domain/ids.ts'
import { shown } from './scalar/refusal.ts'

const nodeTypes = ['Lease', 'Deployment', 'Provider', 'Change'] as const
export type NodeType = (typeof nodeTypes)[number]

/** What a global id says: which record of which chain. */
export interface NodeRef {
  readonly type: NodeType
  readonly chainId: string
  readonly key: string
}

/** A change's own id, taken apart. */
export interface ChangeRef {
  readonly kind: ChangeKind
  readonly subject: string
  readonly height: number
}

/** A global id is base64url of JSON: [type, chain id, key]. */
export const encodeGlobalId = ({ type, chainId, key }: NodeRef) =>
  Buffer.from(JSON.stringify([type, chainId, key])).toString('base64url')

/** Reads a global id of any chain. Throws BAD_USER_INPUT that names argument and value when it is malformed. */
export function parseGlobalId(text: string, argument = 'id'): NodeRef {
  const refuse = (cause?: unknown) =>
    new Failure(
      'BAD_USER_INPUT',
      `argument "${argument}": ${shown(text)} is not an id that this gateway gave`,
      { argument },
      { cause },
    )
  try {
    const [type, chainId, key] = readParts(text)
    if (nodeTypes.includes(type as NodeType) && chainId !== undefined && key !== undefined) {
      const ref = { type: type as NodeType, chainId, key }
      checkKey(ref)
      if (encodeGlobalId(ref) === text) return ref
    }
  } catch (cause) {
    throw refuse(cause)
  }
  throw refuse()
}

function readParts(text: string): string[] {
  const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  return Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string')
    ? parts
    : []
}

/** Throws BAD_USER_INPUT where the key is not one of its type. */
function checkKey({ type, key }: NodeRef): void {
  if (type === 'Lease') parseBidKey(key)
  if (type === 'Deployment') parseDeploymentKey(key)
  if (type === 'Provider') parseAddress(key)
  if (type === 'Change') parseChangeId(key)
}

/** Reads `changeId` back. Throws BAD_USER_INPUT when it is not one. */
export function parseChangeId(text: string): ChangeRef {
  const [, kind = '', subject = '', height = ''] = /^([A-Z_]+)\/([^@]+)@(\d{1,15})$/.exec(text) ?? []
  const known = changeKinds.find((one) => one === kind)
  if (known === undefined) throw new Failure('BAD_USER_INPUT', `${shown(text)} is not the id of a change`)
  checkSubject(known, subject)
  return { kind: known, subject, height: Number(height) }
}

function checkSubject(kind: ChangeKind, subject: string): void {
  if (kind.startsWith('PROVIDER_')) parseAddress(subject)
  else if (kind.startsWith('DEPLOYMENT_')) parseDeploymentKey(subject)
  else if (kind.startsWith('ORDER_')) parseOrderKey(subject)
  else parseBidKey(subject)
}
