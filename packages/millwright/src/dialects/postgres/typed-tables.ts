import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import { isOwn } from '../../schema/schema.ts'
import type { TypedColumn, TypedTable } from '../../schema/typed-table.ts'
import { pathIn } from './catalogue/object.ts'
import { isNotExtended, isTheirs } from './catalogue/theirs.ts'

type Types = Pick<TypedColumn, 'reads' | 'writes'>

const whole: Types = { reads: 'bigint', writes: 'bigint | number | string' }
const float: Types = { reads: 'number', writes: 'number | bigint | string' }

/** What the connection gives as something else than the server's own text; `readerOf` says why. */
const byType: ReadonlyMap<string, Types> = new Map([
  ['bool', { reads: 'boolean', writes: 'boolean' }],
  ['bytea', { reads: 'Uint8Array', writes: 'Uint8Array | string' }],
  ['int2', whole],
  ['int4', whole],
  ['int8', whole],
  ['oid', whole],
  ['float4', float],
  ['float8', float],
  ['numeric', { reads: 'string', writes: 'string | bigint | number' }],
])

const asText: Types = { reads: 'string', writes: 'string' }

/** Tables and views with the types that values of their columns have for a program, sorted by name. */
export async function typedTables(db: Queries): Promise<readonly TypedTable[]> {
  const rows =
    await db.all(sql`select n.nspname as schema, c.relname as "table", current_schema() as home, c.relkind::text as kind,
      a.attname as name, a.attnotnull as required, a.atthasdef as has_default, a.attidentity::text as identity,
      a.attgenerated::text as generated, coalesce(b.typname, t.typname) as type, t.typnotnull or coalesce(b.typnotnull, false) as never_null,
      (select json_agg(e.enumlabel order by e.enumsortorder)::text from pg_catalog.pg_enum e where e.enumtypid = coalesce(b.oid, t.oid)) as labels
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_catalog.pg_type t on t.oid = a.atttypid
    left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
    where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    order by n.nspname, c.relname, a.attnum`)
  const theirs = rows.filter((row) => !isOwn(text(row['table'])))
  return [...Map.groupBy(theirs, (row) => pathIn(row, 'schema', 'table'))].map(([name, columns]) => ({
    name,
    isView: ['v', 'm'].includes(text(columns[0]?.['kind'])),
    columns: columns.map(columnOf),
  }))
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

function columnOf(row: Row): TypedColumn {
  const isComputed = text(row['generated']) !== '' || row['identity'] === 'a'
  const mayBeNull = row['required'] !== true && row['never_null'] !== true
  return {
    name: text(row['name']),
    ...typesOf(row),
    mayBeNull,
    mayBeLeftOut: mayBeNull || row['has_default'] === true || row['identity'] === 'd',
    isComputed,
  }
}

function typesOf(row: Row): Types {
  const labels = row['labels']
  if (typeof labels !== 'string') return byType.get(text(row['type'])) ?? asText
  const union = (JSON.parse(labels) as readonly string[]).map((label) => JSON.stringify(label)).join(' | ')
  return { reads: union, writes: union }
}
