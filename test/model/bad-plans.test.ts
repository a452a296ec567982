import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/agent/model/action.ts'
import type { ChainWord } from '../../src/agent/model/chain-word.ts'
import type { ClusterView } from '../../src/agent/model/cluster-view.ts'
import { plan } from '../../src/agent/plan/plan.ts'
import { endpointOf } from './judge.ts'
import { runModel } from './run-model.ts'

type Planner = typeof plan

/** Changes what the right plan decides. */
const altered =
  (alter: (action: Action, view: ClusterView) => readonly Action[]): Planner =>
  (view, ...rest) => {
    const result = plan(view, ...rest)
    return { ...result, actions: result.actions.flatMap((action) => alter(action, view)) }
  }

class AllEnded extends Map<string, ChainWord> {
  override get(): ChainWord {
    return { word: 'ended', atMs: Number.MAX_SAFE_INTEGER }
  }
}

const withoutAsking: Planner = (view, ...rest) => plan({ ...view, chain: new AllEnded() }, ...rest)
const onStaleLists: Planner = (view, ...rest) => plan({ ...view, fresh: true }, ...rest)
const withoutGrace: Planner = (view, policy, ...rest) => plan(view, { ...policy, vanishGraceMs: 0 }, ...rest)
const withoutQuarantine: Planner = (view, policy, ...rest) =>
  plan(view, { ...policy, quarantineMs: 0 }, ...rest)
const withoutReserve: Planner = (view, policy, now, options = {}) =>
  plan(view, policy, now, options.only === undefined ? {} : { only: options.only })

const takenAddress = altered((action, { services }) => {
  if (action.kind !== 'create-anchor') return [action]
  const other = services.find(
    (service) => service.address !== null && endpointOf(service) !== action.endpoint,
  )
  return [{ ...action, address: other?.address ?? action.address }]
})

const strangersServices = altered((action, { services }) => {
  if (action.kind !== 'delete-port') return [action]
  const stranger = services.find(({ role, namespace }) => role === 'foreign' && namespace === 'shop')
  return [{ ...action, service: stranger ?? action.service, ifUnchanged: false }]
})

const isLeaseNote = (action: Action) =>
  action.kind === 'note-anchor' && action.from === 'leased' && action.note.state === 'leased'
const withoutNotes = altered((action) => (isLeaseNote(action) ? [] : [action]))

const atOnce = altered((action) =>
  action.kind === 'note-anchor' && action.note.state !== 'leased'
    ? [{ kind: 'delete-anchor', endpoint: action.endpoint, reason: action.reason, anchor: action.anchor }]
    : [action],
)

const neverReleasing = altered((action) =>
  action.kind === 'delete-anchor' || (action.kind === 'note-anchor' && action.note.state !== 'leased')
    ? []
    : [action],
)
const neverClosing = altered((action) => (['delete-port', 'open-port'].includes(action.kind) ? [] : [action]))
const neverOpening = altered((action) => (action.kind === 'open-port' ? [] : [action]))

/** Gives every anchor that waits another address. */
const impatient: Planner = (view, policy, now, options) => {
  const seenSince = new Map(view.seenSince)
  for (const { role, anchor, address, pin } of view.services)
    if (role === 'anchor' && address === null && anchor !== null) {
      seenSince.set(`${anchor.sharingKey} born`, 0)
      seenSince.delete(`${anchor.sharingKey} had ${pin}`)
    }
  return plan({ ...view, seenSince }, { ...policy, refusedAfterMs: 0 }, now, options)
}

/** Puts an anchor aside while its ports are still there. */
const quarantineBesidePorts = altered((action, { services }) => {
  if (action.kind !== 'create-port') return [action]
  const anchor = services.find((service) => service.anchor?.sharingKey === action.endpoint)
  if (anchor?.anchor == null) return [action]
  const note = { ...anchor.anchor, state: 'quarantined' as const, until: new Date('2026-01-02T00:00:00Z') }
  return [
    action,
    { kind: 'note-anchor', endpoint: action.endpoint, reason: 'bad', anchor, note, from: 'leased' },
  ]
})

describe('the judge of the model', () => {
  it.each<[string, Planner, RegExp]>([
    ['releases without asking the chain', withoutAsking, /of an active lease|is active/],
    ['destroys by stale lists', onStaleLists, /not proved current/],
    ['closes what vanished at once', withoutGrace, /after its wish vanished/],
    ['keeps nothing in quarantine', withoutQuarantine, /quarantine of .* too early/],
    ['forgets what is being written', withoutReserve, /which is reserved/],
    ['gives an address that somebody has', takenAddress, /gives .*, which .* has/],
    ["deletes strangers' Services", strangersServices, /is not its own/],
    ['does not note new leases', withoutNotes, /is active/],
    ['deletes an anchor when its lease ends', atOnce, /is not in quarantine/],
    ['never releases', neverReleasing, /is a leak|has no rest/],
    ['never closes', neverClosing, /is a leak|has no rest|waits for ever|is promised to/],
    ['never opens what it moved', neverOpening, /waits for ever/],
    ['changes an address that comes back', impatient, /changes from/],
    [
      'quarantines beside ports',
      quarantineBesidePorts,
      /releases .*(which is wished|which its owner holds)|loses|is active/,
    ],
  ])('sees a plan that %s', (_name, planner, words) => {
    const { failed } = runModel(planner, { steps: 100_000, seed: 'bad-' })
    expect(failed?.violations.join('\n')).toMatch(words)
  })
})
