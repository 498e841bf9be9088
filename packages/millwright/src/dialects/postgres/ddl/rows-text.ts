import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import { isOwn } from '../../../schema/schema.ts'
import { isNotExtended, isNotOurSequence, isTheirs } from '../catalogue/theirs.ts'

/** The rows of every table as INSERT statements, in the server's own spelling of values, and its counters. */
export async function rowsText(db: Queries): Promise<readonly string[]> {
  const statements: string[] = []
  for (const table of await db.all(tables)) {
    if (isOwn(String(table['name']))) continue
    const { path, columns, values } = table
    const rows = await db.all(sql.raw(`select '(' || ${String(values)} || ')' as "values" from only ${String(path)}`))
    const head = `insert into ${String(path)} (${String(columns)}) overriding system value values`
    statements.push(
      ...chunks(rows.map((row) => String(row['values']))).map((some) => `${head}\n  ${some.join(',\n  ')}`),
    )
  }
  const moved = await db.all(counters)
  return [...statements, ...moved.map(({ text }) => String(text))]
}

const rowsInOne = 100

const chunks = (rows: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(rows.length / rowsInOne) }, (_, at) =>
    rows.slice(at * rowsInOne, (at + 1) * rowsInOne),
  )

// Values as texts without a type: the column that takes them reads what it has printed.
const tables = sql`select c.relname as name, pg_catalog.format('%I.%I', n.nspname, c.relname) as path,
    pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) as columns,
    pg_catalog.string_agg(pg_catalog.format('pg_catalog.quote_nullable(%I::pg_catalog.text)', a.attname),
      ' || '', '' || ' order by a.attnum) as values
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relkind = 'r' and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
  group by n.nspname, c.relname, c.oid order by n.nspname, c.relname`

const counters = sql`select pg_catalog.format('select pg_catalog.setval(%L, %s)', pg_catalog.format('%I.%I', n.nspname, c.relname),
    s.last_value) as text
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_sequences s on s.schemaname = n.nspname and s.sequencename = c.relname
  where c.relkind = 'S' and s.last_value is not null and ${isTheirs} and ${isNotExtended('pg_class', 'c.oid')}
    and ${isNotOurSequence} order by n.nspname, c.relname`
