import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import { commitAt, cursorAt, everything, hashAt, seenAt } from './test-records.ts'

let database: MigratedDatabase

/** One true row in every table; each case below makes one of them wrong. */
beforeAll(async () => {
  database = await openTestDatabase()
  const store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
  await store.commit(
    commitAt(1, {
      records: seenAt(1, everything),
      blocks: [cursorAt(1)],
      changes: [{ kind: 'LEASE_CREATED', subject: 'a/1/1/1/b/0', height: 1, before: null, after: null }],
      quarantined: [{ height: 1, txIndex: 0, eventIndex: 0, reason: 'odd', raw: new Uint8Array() }],
      received: 1,
      stages: [
        { list: { kind: 'lease', state: 'active' }, resume: null, done: 0, total: 0, finished: false },
      ],
    }),
  )
  await database.sql`update writer set holder = 'me', backend_pid = 1, backend_start = now(), renewed_at = now()`
})
afterAll(() => database.close())

/** Table → constraint → what breaks it and nothing else. */
const wrong: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deployment: {
    deployment_dseq_range: 'dseq = -1',
    deployment_state_known: `state = 'paused'`,
    deployment_hash_hex: `hash = 'xyz'`,
    deployment_created_height_range: 'created_height = -1',
    deployment_closed_height_range: `state = 'closed', closed_height = 9007199254740992`,
    deployment_closed_height_only_if_closed: `closed_height = 99`,
    deployment_closed_after_created: `state = 'closed', closed_height = created_height - 1`,
    deployment_seen_height_range: 'seen_height = -1',
    deployment_seen_source_known: `seen_source = 'rumour'`,
  },
  deployment_escrow: {
    deployment_escrow_dseq_range: 'dseq = -1',
    deployment_escrow_state_known: `state = 'active'`,
    deployment_escrow_settled_height_range: 'settled_height = -1',
    deployment_escrow_funds_list: `funds = '{}'`,
    deployment_escrow_seen_height_range: 'seen_height = -1',
    deployment_escrow_seen_source_known: `seen_source = 'rumour'`,
  },
  deployment_group: {
    deployment_group_dseq_range: 'dseq = 18446744073709551616',
    deployment_group_gseq_range: 'gseq = 4294967296',
    deployment_group_state_known: `state = 'active'`,
    deployment_group_created_height_range: 'created_height = -1',
    deployment_group_endpoints_list: `endpoints = '{}', ip_sequence_numbers = '{}'`,
    deployment_group_ip_endpoints_agree: `ip_sequence_numbers = '{}'`,
    deployment_group_seen_height_range: 'seen_height = -1',
    deployment_group_seen_source_known: `seen_source = 'rumour'`,
  },
  market_order: {
    market_order_dseq_range: 'dseq = -1',
    market_order_gseq_range: 'gseq = -1',
    market_order_oseq_range: 'oseq = -1',
    market_order_state_known: `state = 'lost'`,
    market_order_created_height_range: 'created_height = -1',
    market_order_seen_height_range: 'seen_height = -1',
    market_order_seen_source_known: `seen_source = 'rumour'`,
  },
  bid: {
    bid_dseq_range: 'dseq = -1',
    bid_gseq_range: 'gseq = -1',
    bid_oseq_range: 'oseq = -1',
    bid_bseq_range: 'bseq = -1',
    bid_state_known: `state = 'won'`,
    bid_price_not_negative: 'price_amount = -0.1',
    bid_created_height_range: 'created_height = -1',
    bid_seen_height_range: 'seen_height = -1',
    bid_seen_source_known: `seen_source = 'rumour'`,
  },
  lease: {
    lease_dseq_range: 'dseq = 18446744073709551616',
    lease_gseq_range: 'gseq = -1',
    lease_oseq_range: 'oseq = -1',
    lease_bseq_range: 'bseq = -1',
    lease_state_known: `state = 'open'`,
    lease_close_reason_known: `state = 'closed', closed_height = 99, close_reason = 'because'`,
    lease_reclaim_reason_known: `reclaim_window_seconds = 1, reclaim_reason = 'because'`,
    lease_price_not_negative: 'price_amount = -1',
    lease_created_price_not_negative: 'created_price_amount = -1',
    lease_created_height_range: 'created_height = -1',
    lease_closed_height_range: `state = 'closed', close_reason = 'owner', closed_height = 9007199254740992`,
    lease_closed_height_only_if_closed: `closed_height = 99`,
    lease_close_reason_iff_closed: `state = 'closed', closed_height = 99, close_reason = null`,
    lease_closed_after_created: `state = 'closed', close_reason = 'owner', closed_height = created_height - 1`,
    lease_reclaim_window_range: 'reclaim_window_seconds = -1',
    lease_reclaim_started_height_range: 'reclaim_window_seconds = 1, reclaim_started_height = -1',
    lease_reclaim_needs_window: 'reclaim_deadline = 1',
    lease_ip_endpoint_count_not_negative: 'ip_endpoint_count = -1',
    lease_seen_height_range: 'seen_height = -1',
    lease_seen_source_known: `seen_source = 'rumour'`,
  },
  provider: {
    provider_attributes_list: `attributes = '{}'`,
    provider_active_lease_count_not_negative: 'active_lease_count = -1',
    provider_created_height_range: 'created_height = -1',
    provider_seen_height_range: 'seen_height = -1',
    provider_seen_source_known: `seen_source = 'rumour'`,
  },
  provider_audit: {
    provider_audit_audits_list: `audits = '{}'`,
    provider_audit_seen_height_range: 'seen_height = -1',
    provider_audit_seen_source_known: `seen_source = 'rumour'`,
  },
  change: {
    change_position_from_one: 'position = 0',
    change_kind_known: `kind = 'LEASE_EATEN'`,
    change_height_range: 'height = -1',
    change_lease_key_iff_lease: 'lease_key = null',
    change_lease_key_is_subject: `lease_key = 'other'`,
  },
  block: { block_height_range: 'height = -1', block_hash_hex: `hash = repeat('a', 64)` },
  cursor: {
    cursor_single_row: 'id = 2',
    cursor_whole: 'hash = null',
    cursor_height_range: 'height = -1',
    cursor_bootstrap_height_range: 'bootstrap_height = -1',
    cursor_latest_height_range: 'latest_height = -1',
    cursor_hash_hex: `hash = 'F00'`,
    cursor_totals: 'quarantined_total = received_total + 1',
  },
  stage: { stage_done_range: 'done = -1', stage_total_range: 'total = -1' },
  quarantine: { quarantine_height_range: 'height = -1', quarantine_place: 'tx_index = -2' },
  writer: { writer_single_row: 'id = 2', writer_whole: 'renewed_at = null' },
}
const cases = Object.entries(wrong).flatMap(([table, rules]) =>
  Object.entries(rules).map(([constraint, change]) => ({ table, constraint, change })),
)

describe('the schema refuses', () => {
  it.each(cases)('$table: $change ($constraint)', async ({ table, constraint, change }) => {
    const refused = database.sql.unsafe(`update ${table} set ${change}`).catch((error: unknown) => error)
    expect(await refused).toMatchObject({ constraint_name: constraint })
  })

  it('nothing that no case above covers', async () => {
    const rows = await database.sql`select conname as name from pg_constraint
      where contype = 'c' and connamespace = 'public'::regnamespace order by conname collate "C"`
    expect(rows.map((row) => row.name)).toEqual(cases.map((one) => one.constraint).sort())
  })

  it('a key that is not that of its id', async () => {
    await expect(database.sql.unsafe(`update lease set key = 'x'`)).rejects.toThrow(
      'can only be updated to DEFAULT',
    )
  })

  it('a second cursor, a second writer, the same change or finding twice', async () => {
    const twice = [
      'insert into cursor (id) values (1)',
      'insert into writer (id) values (1)',
      `insert into change (position, kind, subject, height, lease_key)
        select 2, kind, subject, height, lease_key from change`,
      `insert into quarantine (height, tx_index, event_index, reason, raw, content_hash)
        select height, tx_index, event_index, reason, raw, content_hash from quarantine`,
    ]
    for (const statement of twice)
      await expect(database.sql.unsafe(statement)).rejects.toThrow('duplicate key')
  })
})

it('holds the largest dseq and its key', async () => {
  await database.sql`update deployment set dseq = 18446744073709551615`
  const [row] = await database.sql`select dseq, key from deployment`
  expect(row?.dseq).toBe('18446744073709551615')
  expect(row?.key).toMatch(/\/18446744073709551615$/)
  expect(hashAt(1)).toHaveLength(64)
})
