import {
  type Provider,
  QueryProviderResponse,
  QueryProvidersResponse,
} from '#chain/wire/generated/akash_provider.generated.ts'
import type { AbciQuery } from '../chain.ts'
import { at } from '../recorded/recording.ts'
import { INVALID_MARK } from './poison.ts'
import type { OddProvider } from './switches.ts'

const MARK = Buffer.from(INVALID_MARK)
/** As many bytes as the mark has, so that no length of the message changes. */
const NOT_UTF8 = Buffer.from([0xc3, 0x28, 0xff])

/** An answer about providers in which one has odd attributes; the answer itself where it is not about it. */
export function withOddProvider(answer: string, { path }: AbciQuery, odd: OddProvider): string {
  const value = at(JSON.parse(answer), 'response', 'value')
  if (typeof value !== 'string') return answer
  const bytes = oddBytes(path, Buffer.from(value, 'base64'), odd)
  return bytes === null ? answer : answer.replace(value, unmarked(bytes).toString('base64'))
}

function oddBytes(path: string, bytes: Uint8Array, odd: OddProvider): Uint8Array | null {
  const isIt = (provider: Provider | undefined) => provider?.owner === odd.owner
  const changed = (provider: Provider): Provider =>
    isIt(provider) ? { ...provider, attributes: [...provider.attributes, ...odd.attributes] } : provider
  if (path.endsWith('.Query/Provider')) {
    const { provider } = QueryProviderResponse.decode(bytes)
    return provider !== undefined && isIt(provider)
      ? QueryProviderResponse.encode({ provider: changed(provider) }).finish()
      : null
  }
  if (!path.endsWith('.Query/Providers')) return null
  const page = QueryProvidersResponse.decode(bytes)
  if (!page.providers.some(isIt)) return null
  return QueryProvidersResponse.encode({ ...page, providers: page.providers.map(changed) }).finish()
}

function unmarked(bytes: Uint8Array): Buffer {
  const found = Buffer.from(bytes)
  for (let from = found.indexOf(MARK); from >= 0; from = found.indexOf(MARK, from)) NOT_UTF8.copy(found, from)
  return found
}
