import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row } from '../../kernel/value.ts'

/** The catalogue of a database as SQLite gives it: a few queries, however many tables there are. */
export type Catalogue = {
  readonly objects: readonly Row[]
  readonly columns: ReadonlyMap<string, readonly Row[]>
  readonly foreignKeys: ReadonlyMap<string, readonly Row[]>
  readonly indexes: ReadonlyMap<string, readonly Row[]>
  readonly indexParts: ReadonlyMap<string, readonly Row[]>
}

// Neither SQLite's own tables, nor virtual ones, nor the shadow tables in which those keep their data.
const ordinary = sql`pragma_table_list l where l.schema = 'main' and l.type = 'table' and l.name not like 'sqlite\\_%' escape '\\'`

const listed = sql`(select l.name from ${ordinary}) l`

/** Names of all ordinary tables, Millwright's own included. */
export async function tableNames(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select l.name from ${ordinary} order by l.name`)
  return rows.map(({ name }) => String(name))
}

/** The pragmas as functions, joined with the tables: one query for all tables. https://sqlite.org/pragma.html#pragfunc */
export async function readCatalogue(db: Queries): Promise<Catalogue> {
  return {
    objects: await db.all(sql`select type, name, tbl_name, sql from main.sqlite_schema order by name`),
    columns: await grouped(
      db,
      sql`select l.name as "of", x.* from ${listed} join pragma_table_xinfo(l.name, 'main') x
      order by l.name, x.cid`,
    ),
    foreignKeys: await grouped(
      db,
      sql`select l.name as "of", x.* from ${listed}
      join pragma_foreign_key_list(l.name, 'main') x order by l.name, x.id desc, x.seq`,
    ),
    indexes: await grouped(
      db,
      sql`select l.name as "of", x.* from ${listed} join pragma_index_list(l.name, 'main') x
      order by l.name, x.name`,
    ),
    indexParts: await grouped(
      db,
      sql`select i.name as "of", x.* from ${listed} join pragma_index_list(l.name, 'main') i
      join pragma_index_xinfo(i.name, 'main') x where x.key = 1 order by i.name, x.seqno`,
    ),
  }
}

async function grouped(db: Queries, query: ReturnType<typeof sql>): Promise<ReadonlyMap<string, readonly Row[]>> {
  return Map.groupBy(await db.all(query), (row) => String(row['of']))
}
