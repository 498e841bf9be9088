import type { Queries } from '../../kernel/connection.ts'
import { wordsOf } from '../../kernel/problem.ts'
import { type Sql, sql } from '../../kernel/sql.ts'
import { countOf, type Row, type Value } from '../../kernel/value.ts'
import { tableNames } from './catalogue.ts'

/** Rows of a table that point at nothing in another table. */
export type OrphanCount = { readonly table: string; readonly parent: string; readonly rows: number }

/** Counts rows that point at nothing, by table and parent. */
export async function orphans(db: Queries): Promise<readonly OrphanCount[]> {
  try {
    return (await db.all(checked(sql``))).map(countIn)
  } catch (error) {
    if (!isMismatch(error)) throw error
    return orphansByTable(db)
  }
}

const checked = (table: Sql): Sql => sql`select "table", parent, count(*) as rows
  from pragma_foreign_key_check${table} group by 1, 2 order by 1, 2`

const countIn = ({ table, parent, rows }: Row): OrphanCount => ({
  table: String(table),
  parent: String(parent),
  rows: countOf(rows),
})

/** SQLite's check gives up on a reference to columns that are not unique. https://sqlite.org/foreignkeys.html#fk_indexes */
const isMismatch = (error: unknown): boolean => wordsOf(error).includes('foreign key mismatch')

async function orphansByTable(db: Queries): Promise<readonly OrphanCount[]> {
  const counts: OrphanCount[] = []
  for (const table of await tableNames(db)) counts.push(...(await orphansIn(db, table)))
  return counts
}

async function orphansIn(db: Queries, table: string): Promise<readonly OrphanCount[]> {
  try {
    return (await db.all(checked(sql`(${table})`))).map(countIn)
  } catch (error) {
    if (!isMismatch(error)) throw error
    return countByHand(db, table)
  }
}

async function countByHand(db: Queries, table: string): Promise<readonly OrphanCount[]> {
  const parts = await db.all(sql`select * from pragma_foreign_key_list(${table}) order by id, seq`)
  const counts = new Map<string, number>()
  for (const key of Map.groupBy(parts, ({ id }) => id).values()) {
    const parent = String(key[0]?.['table'])
    const row = await db.get(unmatched(table, parent, await pairsOf(db, parent, key)))
    counts.set(parent, (counts.get(parent) ?? 0) + countOf(row?.['rows']))
  }
  return [...counts].filter(([, rows]) => rows > 0).map(([parent, rows]) => ({ table, parent, rows }))
}

/** A column and the one it refers to, which may be missing. */
type Pair = { readonly from: string; readonly to: string | undefined }

/** A reference that names no columns means the parent's primary key. */
async function pairsOf(db: Queries, parent: string, key: readonly Row[]): Promise<readonly Pair[]> {
  const columns = await db.all(sql`select name, pk from pragma_table_info(${parent}) order by pk`)
  const primary = columns.filter(({ pk }) => pk !== 0n)
  return key.map(({ from, to }, at) => {
    const name = lower(to ?? primary[at]?.['name'])
    return { from: String(from), to: columns.map((column) => lower(column['name'])).find((known) => known === name) }
  })
}

const lower = (name: Value | undefined): string => String(name ?? '').toLowerCase()

/** Where the parent, or one of the columns, is missing, every reference leads nowhere. */
function unmatched(table: string, parent: string, pairs: readonly Pair[]): Sql {
  const given = sql.join(
    pairs.map(({ from }) => sql`child.${sql.id(from)} is not null`),
    ' and ',
  )
  const all = sql`select count(*) as rows from ${sql.id(table)} as child where ${given}`
  const known = pairs.flatMap(({ from, to }) =>
    to === undefined ? [] : [sql`parent.${sql.id(to)} = child.${sql.id(from)}`],
  )
  if (known.length < pairs.length) return all
  return sql`${all} and not exists (select 1 from ${sql.id(parent)} as parent where ${sql.join(known, ' and ')})`
}
