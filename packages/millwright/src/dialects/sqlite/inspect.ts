import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Schema } from '../../schema/schema.ts'

/** Names of all ordinary tables, Millwright's own included. Virtual tables and what they keep their data in are none. */
export async function tableNames(db: Queries): Promise<readonly string[]> {
  const rows = await db.all(sql`select name from pragma_table_list
    where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`)
  return rows.map(({ name }) => String(name))
}

export async function inspect(_db: Queries): Promise<Schema> {
  throw new Error('to come')
}
