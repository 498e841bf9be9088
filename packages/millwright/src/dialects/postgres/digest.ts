import type { Queries } from '../../kernel/connection.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import type { Row } from '../../kernel/value.ts'
import { quoteTable } from './syntax.ts'

/** Base types whose values are read as something other than their text. The numbers are those of `values.ts`. */
const forms: ReadonlyMap<number, (value: Sql) => Sql> = new Map([
  [16, (value) => sql`case when ${value} then 'o1' else 'o0' end`],
  [17, (value) => sql`'b' || octet_length(${value}) || ':' || encode(${value}, 'hex')`],
  ...[20, 21, 23, 26].map((type) => [type, (value: Sql) => sql`'i' || ${value} || ';'`] as const),
  // A float of four bytes is read from its text, and so are its eight bytes here.
  [700, (value) => sql`'f' || encode(float8send(${value}::text::float8), 'hex')`],
  [701, (value) => sql`'f' || encode(float8send(${value}::float8), 'hex')`],
])

/** Types whose cast to text is the text in which the server sends them. */
const plain: ReadonlySet<number> = new Set([25, 1043, 1082, 1114, 1184, 1700, 2950, 114, 3802])

/** What is known of a table's columns: each by its base type, which is that of the domain it may be of. */
export type BaseTypes = ReadonlyMap<string, number>

/** Undefined where texts are not stored in the encoding that their digest is made of. */
export async function baseTypesOf(db: Queries, table: string): Promise<BaseTypes | undefined> {
  const rows = await db.all(sql`with recursive base as (
      select a.attname as name, a.atttypid as type from pg_catalog.pg_attribute a
        where a.attrelid = ${quoteTable(table)}::regclass and a.attnum > 0 and not a.attisdropped
      union all
      select base.name, t.typbasetype from base join pg_catalog.pg_type t on t.oid = base.type where t.typtype = 'd'
    )
    select base.name, base.type, current_setting('server_encoding') as encoding
    from base join pg_catalog.pg_type t on t.oid = base.type where t.typtype <> 'd'`)
  if (rows[0]?.['encoding'] !== 'UTF8') return undefined
  return new Map(rows.map((row: Row) => [String(row['name']), Number(row['type'])]))
}

/** The digest of a row as `rowDigest` makes it, in hexadecimal and twice as long; `alias` names the row. */
export function digestOf(types: BaseTypes, alias: string, columns: readonly string[]): Sql {
  const forms = columns.map((column) => formOf(sql`${sql.raw(alias)}.${sql.id(column)}`, types.get(column) ?? 0))
  return sql`encode(sha256(convert_to(${forms.length === 0 ? sql`'n'` : sql.join(forms, ' || ')}, 'UTF8')), 'hex')`
}

function formOf(value: Sql, type: number): Sql {
  const form = forms.get(type) ?? textForm(type)
  // A value of a row type "is null" when all its members are; this asks whether there is a value at all.
  return sql`case when ${value} is not distinct from null then 'n' else ${form(value)} end`
}

const textForm =
  (type: number) =>
  (value: Sql): Sql => {
    const text = plain.has(type) ? sql`${value}::text` : sql`concat('', ${value})`
    return sql`'t' || octet_length(${text}) || ':' || ${text}`
  }

/** The sum of digests, in the three columns that {@link sumFrom} reads. */
export const sumOf = (digest: Sql): Sql => sql`
  coalesce(sum(('x' || substr(${digest}, 1, 16))::bit(64)::bigint), 0)::text as high,
  coalesce(sum(('x' || substr(${digest}, 17, 16))::bit(64)::bigint), 0)::text as low,
  count(case when substr(${digest}, 17, 1) >= '8' then 1 end)::text as below`

/** Halves were summed as numbers with a sign: of the lower ones, each that was below zero lacks 2^64. */
export function sumFrom(row: Row): string {
  const [high, low, below] = ['high', 'low', 'below'].map((name) => BigInt(String(row[name])))
  const sum = ((high as bigint) << 64n) + (low as bigint) + ((below as bigint) << 64n)
  return BigInt.asUintN(128, sum).toString(16).padStart(32, '0')
}
