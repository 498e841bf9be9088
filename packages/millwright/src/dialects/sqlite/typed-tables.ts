import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row, Value } from '../../kernel/value.ts'
import { isOwn } from '../../schema/schema.ts'
import type { TypedColumn, TypedTable } from '../../schema/typed-table.ts'
import { affinityOf } from './stored.ts'

type Types = Pick<TypedColumn, 'reads' | 'writes'>

const any: Types = {
  reads: 'bigint | number | string | Uint8Array',
  writes: 'bigint | number | boolean | string | Uint8Array',
}

/** What the driver gives for a value that keeps to its column's affinity. */
const byAffinity: Readonly<Record<ReturnType<typeof affinityOf>, Types>> = {
  integer: { reads: 'bigint', writes: 'bigint | number | boolean' },
  real: { reads: 'number', writes: 'number | bigint' },
  text: { reads: 'string', writes: 'string' },
  blob: { reads: 'Uint8Array', writes: 'Uint8Array' },
  numeric: { reads: 'bigint | number | string', writes: 'bigint | number | boolean | string' },
  any,
}

/** Tables and views with the types that values of their columns have for a program, sorted by name. */
export async function typedTables(db: Queries): Promise<readonly TypedTable[]> {
  const rows =
    await db.all(sql`select t.name as "table", t.type as kind, t.wr, t.strict, c.name, c.type, c."notnull" as required, c.dflt_value, c.pk, c.hidden,
      (select count(*) from pragma_table_xinfo(t.name) k where k.pk > 0) as keys,
      (select count(*) from pragma_index_list(t.name) i where i.origin = 'pk') as key_indexes
    from pragma_table_list t join pragma_table_xinfo(t.name) c
    where t.schema = 'main' and t.type in ('table', 'view') and t.name not like 'sqlite\\_%' escape '\\' and c.hidden <> 1
    order by t.name, c.cid`)
  return [...Map.groupBy(rows, (row) => text(row['table']))]
    .filter(([name]) => !isOwn(name))
    .map(([name, columns]) => ({ name, isView: columns[0]?.['kind'] === 'view', columns: columns.map(columnOf) }))
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '')

function columnOf(row: Row): TypedColumn {
  const isRowid = isRowidOf(row)
  const mayBeNull = row['required'] === 0n && !isRowid && !isKeyWithoutNull(row)
  return {
    name: text(row['name']),
    ...typesOf(text(row['type']), row['strict'] === 1n),
    mayBeNull,
    mayBeLeftOut: mayBeNull || isRowid || row['dflt_value'] !== null,
    isComputed: row['hidden'] === 2n || row['hidden'] === 3n,
  }
}

/** An INTEGER PRIMARY KEY is the rowid, which SQLite gives itself. https://sqlite.org/lang_createtable.html#rowid */
const isRowidOf = (row: Row): boolean =>
  row['pk'] !== 0n && row['keys'] === 1n && row['key_indexes'] === 0n && row['wr'] === 0n

/** Elsewhere SQLite lets nulls into a primary key, by an old mistake. */
const isKeyWithoutNull = (row: Row): boolean => row['pk'] !== 0n && (row['wr'] === 1n || row['strict'] === 1n)

/** A column without a type takes and gives everything; so does ANY in a STRICT table. */
const typesOf = (type: string, isStrict: boolean): Types =>
  type === '' || (isStrict && type.toUpperCase() === 'ANY') ? any : byAffinity[affinityOf(type)]
