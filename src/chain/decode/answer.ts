import { type ChainRecord, type RecordRef, recordKey } from '#domain/record.ts'
import * as deployment from '../wire/generated/akash_deployment.generated.ts'
import * as market from '../wire/generated/akash_market.generated.ts'
import * as provider from '../wire/generated/akash_provider.generated.ts'
import { TextReader } from '../wire/text.ts'
import { malformed } from './attributes.ts'
import { escrowRecord } from './escrow.ts'
import { auditsRecord, providerRecord } from './provider-record.ts'
import { reasonOf } from './quarantine.ts'
import { bidRecord, deploymentRecords, groupRecord, leaseRecord, orderRecord } from './record.ts'
import { present } from './scalar.ts'

/** What bytes of chain state say. `flaw` says what could not be kept of them; null where everything was. */
export interface Decoded {
  /** Empty where nothing could be read; a deployment brings its groups and its escrow. */
  readonly records: readonly ChainRecord[]
  readonly flaw: string | null
}

type ListKind = 'lease' | 'order' | 'bid' | 'deployment' | 'provider'

/** Decodes one record out of a page of a list. Never throws: bytes that cannot be read are a flaw. */
export function decodeListed(kind: ListKind, bytes: Uint8Array): Decoded {
  return attempt(bytes, (reader) => {
    switch (kind) {
      case 'order':
        return whole(orderRecord(market.Order.decode(reader)))
      case 'provider':
        return whole(providerRecord(provider.Provider.decode(reader)))
      default:
        return sameInBoth(kind, reader)
    }
  })
}

/** Decodes the answer to a query for one record. Never throws; another record than the one asked for is a flaw. */
export function decodeSingle(ref: RecordRef, bytes: Uint8Array): Decoded {
  return attempt(bytes, (reader) => {
    const decoded = single(ref, reader)
    const [own] = decoded.records
    if (own === undefined || own.kind !== ref.kind || recordKey(own) !== ref.key)
      throw malformed(decoded.flaw ?? `the answer is about another record than ${ref.kind} ${ref.key}`)
    return decoded
  })
}

function single(ref: RecordRef, reader: TextReader): Decoded {
  switch (ref.kind) {
    case 'order':
      return whole(orderRecord(present(market.QueryOrderResponse.decode(reader).order, 'order')))
    case 'group':
      return whole(groupRecord(present(deployment.QueryGroupResponse.decode(reader).group, 'group')))
    case 'provider':
      return whole(
        providerRecord(present(provider.QueryProviderResponse.decode(reader).provider, 'provider')),
      )
    case 'audits':
      return whole(auditsRecord(provider.QueryAuditedProvidersResponse.decode(reader), ref.key))
    case 'escrow':
      return escrowOnly(sameInBoth('deployment', reader))
    default:
      return sameInBoth(ref.kind, reader)
  }
}

/** Kinds whose list holds the very answers that single queries give. */
function sameInBoth(kind: 'lease' | 'bid' | 'deployment', reader: TextReader): Decoded {
  switch (kind) {
    case 'lease':
      return whole(leaseRecord(market.QueryLeaseResponse.decode(reader)))
    case 'bid':
      return whole(bidRecord(market.QueryBidResponse.decode(reader)))
    case 'deployment':
      return withEscrow(deployment.QueryDeploymentResponse.decode(reader))
  }
}

const whole = (record: ChainRecord): Decoded => ({ records: [record], flaw: null })

/** An account that cannot be read is a flaw, and no reason to lose the deployment. */
function withEscrow(message: deployment.QueryDeploymentResponse): Decoded {
  const records = deploymentRecords(message)
  try {
    const escrow = escrowRecord(records[0].id, message.escrowAccount)
    return { records: escrow === null ? records : [...records, escrow], flaw: null }
  } catch (error) {
    return { records, flaw: reasonOf(error) }
  }
}

const escrowOnly = ({ records, flaw }: Decoded): Decoded => ({
  records: records.filter(({ kind }) => kind === 'escrow'),
  flaw,
})

function attempt(bytes: Uint8Array, read: (reader: TextReader) => Decoded): Decoded {
  const reader = new TextReader(bytes)
  try {
    const { records, flaw } = read(reader)
    return { records, flaw: flaw ?? (reader.lossy ? 'a text holds NUL or is not UTF-8' : null) }
  } catch (error) {
    return { records: [], flaw: reasonOf(error) }
  }
}
