import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { type ChainSource, createSource, type SourceOptions } from './source.ts'
import { type Misbehaviour, startTestNode, type TestNode } from './test-node.ts'
import { CHAIN_ID, TIP } from './test-recordings.ts'

const signal = new AbortController().signal
const open: { close(): Promise<void> }[] = []
const lines: string[] = []

afterEach(async () => {
  for (const item of open.splice(0)) await item.close()
  lines.length = 0
})

async function node(bad: Misbehaviour = {}): Promise<TestNode> {
  const started = await startTestNode(bad)
  open.push(started)
  return started
}

function sourceOf(
  nodes: readonly { readonly url: string }[],
  options: Partial<SourceOptions> = {},
): ChainSource {
  const source = createSource({
    urls: nodes.map(({ url }) => url),
    chainId: CHAIN_ID,
    subscribe: false,
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
    ...options,
  })
  open.push(source)
  return source
}

describe('a source with one good node', () => {
  it('serves every recorded block, in order', async () => {
    const source = sourceOf([await node()])
    const facts = await source.blocks(1, TIP, signal)
    expect(facts.map(({ height }) => height)).toEqual(Array.from({ length: TIP }, (_, index) => index + 1))
    expect(facts.flatMap(({ events }) => events)).toHaveLength(275)
  })

  it('knows the tip and its block', async () => {
    const source = sourceOf([await node()])
    expect(await source.tip(signal)).toMatchObject({
      height: TIP,
      hash: 'BFC50E1DFBD12939E34ED5B72BCE37656E2E595CA34ADFD2DFC83CEBEA3C561D',
    })
  })

  it('reads pages and records', async () => {
    const source = sourceOf([await node()])
    const page = await source.page({ kind: 'lease', state: 'active' }, null, TIP, signal)
    expect(page).toMatchObject({ next: null, height: TIP, quarantined: [] })
    expect(page.records).toHaveLength(11)
  })
})
