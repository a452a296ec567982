import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import type { Snapshot } from '../kube/informer.ts'
import type { KubeObject } from '../kube/kube-objects.ts'
import { refusalFailure } from '../kube/kube-status.ts'
import { freshnessOf } from './freshness.ts'
import type { Informers } from './informers.ts'

type Ages = Partial<Record<keyof Informers, Partial<Snapshot<KubeObject>>>>

const notServed = refusalFailure('GET x', { code: 404, body: 'not found' })

function freshness(parts: Ages, runningMs = 100_000) {
  const one = (part: Partial<Snapshot<KubeObject>> = {}) => ({
    snapshot: () => ({ objects: new Map(), ageMs: 1000, failure: null, ...part }),
  })
  const informers = {
    plips: one(parts.plips),
    overrides: one(parts.overrides),
    services: one(parts.services),
    namespaces: one(parts.namespaces),
    pools: one(parts.pools),
    configurations: one(parts.configurations),
    events: one(parts.events),
  } as unknown as Parameters<typeof freshnessOf>[0]
  return freshnessOf(informers, { runningMs, limitMs: 60_000 })
}

test('it is as old as what was heard longest ago', () => {
  expect(freshness({ pools: { ageMs: 60_000 } })).toEqual({
    synced: true,
    fresh: true,
    ageMs: 60_000,
    oldest: 'pools',
  })
  expect(freshness({ pools: { ageMs: 60_001 } })).toMatchObject({ synced: true, fresh: false })
})

test('what was never listed leaves everything unknown', () => {
  const never = { ageMs: Number.POSITIVE_INFINITY }
  expect(freshness({ services: never })).toMatchObject({ synced: false, fresh: false, oldest: 'services' })
  const lacking = { ...never, failure: notServed }
  expect(freshness({ services: lacking })).toMatchObject({ synced: false })
})

test('kinds that a cluster may lack are believed to be lacking, our own only after a while', () => {
  const lacking = { ageMs: Number.POSITIVE_INFINITY, failure: notServed }
  expect(freshness({ configurations: lacking }, 0)).toMatchObject({ synced: true, fresh: true })
  expect(freshness({ overrides: lacking }, 29_999)).toMatchObject({ synced: false })
  expect(freshness({ overrides: lacking }, 30_000)).toMatchObject({ synced: true, fresh: true })
  const broken = { ageMs: Number.POSITIVE_INFINITY, failure: new Failure('KUBE_UNAVAILABLE', 'x') }
  expect(freshness({ configurations: broken })).toMatchObject({ synced: false })
})

test('one that was there and is served no more is stale', () => {
  const gone = { ageMs: 70_000, failure: notServed }
  expect(freshness({ overrides: gone })).toMatchObject({ synced: true, fresh: false })
})
