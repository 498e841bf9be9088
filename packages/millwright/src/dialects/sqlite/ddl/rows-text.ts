import type { Queries } from '../../../kernel/connection.ts'
import { sql } from '../../../kernel/sql.ts'
import type { Row } from '../../../kernel/value.ts'
import { isOwn } from '../../../schema/schema.ts'
import { quote, quoteText } from './names.ts'

/** The rows of every plain table as INSERT statements, in SQLite's own spelling of values, and its counters. */
export async function rowsText(db: Queries): Promise<readonly string[]> {
  const tables = await db.all(sql`select name from pragma_table_list
    where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`)
  const statements: string[] = []
  for (const { name } of tables) if (!isOwn(String(name))) statements.push(...(await insertsOf(db, String(name))))
  return [...statements, ...(await countersOf(db))]
}

const rowsInOne = 100

async function insertsOf(db: Queries, table: string): Promise<readonly string[]> {
  const columns = (await db.all(sql`select name from pragma_table_xinfo(${table}) where hidden = 0`)).map(nameIn)
  const values = columns.map((name) => `quote(${quote(name)})`).join(` || ', ' || `)
  const rows = await db.all(sql.raw(`select '(' || ${values} || ')' as "values" from ${quote(table)}`))
  const head = `insert into ${quote(table)} (${columns.map(quote).join(', ')}) values`
  return chunks(rows.map((row) => String(row['values']))).map((some) => `${head}\n  ${some.join(',\n  ')}`)
}

const nameIn = ({ name }: Row): string => String(name)

const chunks = (rows: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(rows.length / rowsInOne) }, (_, at) =>
    rows.slice(at * rowsInOne, (at + 1) * rowsInOne),
  )

/** How far AUTOINCREMENT has counted, which rows that went away do not tell any more. */
async function countersOf(db: Queries): Promise<readonly string[]> {
  const isThere = await db.get(sql`select 1 from sqlite_schema where name = 'sqlite_sequence'`)
  if (isThere === undefined) return []
  const counters = await db.all(sql`select name, seq from sqlite_sequence order by name`)
  return counters
    .filter(({ name }) => !isOwn(String(name)))
    .flatMap(({ name, seq }) => [
      `delete from sqlite_sequence where name = ${quoteText(String(name))}`,
      `insert into sqlite_sequence (name, seq) values (${quoteText(String(name))}, ${String(seq)})`,
    ])
}
