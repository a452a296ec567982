import type { Queryable } from './connection.ts'

interface TableRow {
  readonly name: string
  readonly options: readonly string[] | null
  readonly columns: readonly string[]
  readonly constraints: readonly string[] | null
  readonly indexes: readonly string[] | null
}

/** The schema as SQL text, the same on every supported version of Postgres: what the migrations add up to. */
export async function dumpSchema(sql: Queryable): Promise<string> {
  const tables = await sql<TableRow[]>`
    select c.relname as name, c.reloptions as options,
      (select array_agg(
          quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
          || case when co.collname = 'C' then ' COLLATE "C"' else '' end
          || case when a.attnotnull then ' NOT NULL' else '' end
          || case when a.attidentity = 'a' then ' GENERATED ALWAYS AS IDENTITY' else '' end
          || coalesce(case when a.attgenerated = 's' then ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
              else ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) end, '')
          order by a.attnum)
        from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        left join pg_collation co on co.oid = a.attcollation
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      -- Not null constraints have entries of their own from version 18 on.
      (select array_agg('CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
          order by k.contype, k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n') as constraints,
      (select array_agg(pg_get_indexdef(i.indexrelid) || ';' order by i.indexrelid::regclass::text)
        from pg_index i
        where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)) as indexes
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by c.relname collate "C"`
  return tables.map(tableText).join('\n')
}

function tableText({ name, options, columns, constraints, indexes }: TableRow): string {
  const body = [...columns, ...(constraints ?? [])].map((line) => `  ${line}`).join(',\n')
  const storage = options === null ? '' : ` WITH (${options.join(', ')})`
  return [`CREATE TABLE ${name} (`, body, `)${storage};`, ...(indexes ?? []), ''].join('\n')
}
