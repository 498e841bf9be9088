import type { Queries } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'

const changesOnlySchema =
  /^\s*(?:create\s+(?:unique\s+)?(?:table|index|view|trigger)|alter\s+table|drop\s+(?:table|index|view|trigger))\b/i

/**
 * What makes the same objects on an empty database at once. Undefined when the statements that were played did more than
 * that (a pragma, a virtual or temporary table) or left rows behind.
 */
export async function recreate(db: Queries, played: readonly string[]): Promise<readonly string[] | undefined> {
  if (!played.every((statement) => changesOnlySchema.test(statement))) return undefined
  const objects = await db.all(sql`select type, name, sql from main.sqlite_schema where sql is not null
    order by case type when 'table' then 0 when 'index' then 1 when 'view' then 2 else 3 end, rowid`)
  for (const { type, name } of objects) if (type === 'table' && (await hasRows(db, String(name)))) return undefined
  return objects.filter(({ name }) => !String(name).startsWith('sqlite_')).map((object) => String(object['sql']))
}

const hasRows = async (db: Queries, table: string): Promise<boolean> =>
  (await db.get(sql`select 1 from ${sql.id(table)} limit 1`)) !== undefined
