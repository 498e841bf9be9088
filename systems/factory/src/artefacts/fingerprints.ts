import { type Connection, openDatabase, openProject, sql } from 'millwright'

/** What every table of a database holds, as a number of rows and a sum of their hashes. */
export type Fingerprints = ReadonlyMap<string, string>

/** Reads every table of a database, and changes none. */
export async function fingerprintsOf(url: string): Promise<Fingerprints> {
  const db = await openDatabase(await openProject({ url }), { readOnly: true })
  try {
    return new Map(await Promise.all((await tablesIn(db)).map((table) => printOf(db, table))))
  } finally {
    await db.close()
  }
}

async function tablesIn(db: Connection): Promise<readonly string[]> {
  const rows = await db.all(sql`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`)
  return rows.map(({ name }) => String(name))
}

async function printOf(db: Connection, table: string): Promise<readonly [string, string]> {
  const row = await db.get(
    sql`select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as print from ${sql.id(table)} as t`,
  )
  return [table, String(row?.['print'])]
}

/** Tables that are not what they were. */
export const changedBetween = (before: Fingerprints, after: Fingerprints): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((table) => before.get(table) !== after.get(table)).toSorted()
