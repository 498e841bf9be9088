import { type Connection, type Project, type Queries, sql } from 'millwright'
import { onConnection } from '../database/engine.ts'
import { linesOf, type ReadBackup, readBackup } from './read.ts'
import { fromJson, quoted } from './tables.ts'

/**
 * Gives tables the rows of a backup back: what is other there, what is missing, and what came since. Triggers are off
 * meanwhile, for they could be what made the rows other. The tables must have the columns and the key that they had.
 */
export async function restoreRows(project: Project, path: string, names: readonly string[]): Promise<void> {
  const backup = await readBackup(project, path)
  const tables = backup.tables.filter(({ name }) => names.includes(name))
  await onConnection(project, (db) => restoreTables(db, backup, tables))
}

type Table = ReadBackup['tables'][number]

/** New rows go in with the parents first, and rows that came since go out with the children first. */
const restoreTables = (db: Connection, backup: ReadBackup, tables: readonly Table[]): Promise<void> =>
  db.transaction(async (tx) => {
    const ordered = await parentsFirst(tx, tables)
    for (const { name } of ordered) await tx.run(sql.raw(`alter table ${quoted(name)} disable trigger user`))
    for (const table of ordered) await putBack(tx, backup, table)
    for (const table of ordered.toReversed()) await takeOut(tx, table)
    await tx.run(sql.raw('set constraints all immediate')) // what is still to be checked would keep the triggers from coming back
    for (const { name } of ordered) await tx.run(sql.raw(`alter table ${quoted(name)} enable trigger user`))
  })

async function parentsFirst(db: Queries, tables: readonly Table[]): Promise<readonly Table[]> {
  const rows = await db.all(sql`select c.relname as child, p.relname as parent from pg_constraint as k
    join pg_class as c on c.oid = k.conrelid join pg_class as p on p.oid = k.confrelid
    where k.contype = 'f' and c.oid <> p.oid and c.relnamespace = current_schema()::regnamespace`)
  const waiting = [...tables]
  const ordered: Table[] = []
  while (waiting.length > 0) {
    const isWaiting = (name: unknown): boolean => waiting.some((one) => one.name === name)
    const at = waiting.findIndex(({ name }) => !rows.some((row) => row['child'] === name && isWaiting(row['parent'])))
    ordered.push(...waiting.splice(Math.max(0, at), 1)) // in a ring any place is as good as another
  }
  return ordered
}

const batchLines = 2_000

async function putBack(db: Queries, backup: ReadBackup, table: Table): Promise<void> {
  const held = heldOf(table)
  await db.run(sql.raw(`create temporary table ${held} (like ${quoted(table.name)}) on commit drop`))
  let batch: string[] = []
  for await (const line of linesOf(backup, table)) {
    batch.push(line)
    if (batch.length === batchLines) await insertBatch(db, { table, held, lines: batch.splice(0) })
  }
  await insertBatch(db, { table, held, lines: batch })
  await db.run(sql.raw(upsertText(table, held)))
}

const heldOf = ({ name }: Table): string => quoted(`restored_${name}`)

async function takeOut(db: Queries, table: Table): Promise<void> {
  const same = table.primary_key.map((column) => `kept.${quoted(column)} = t.${quoted(column)}`).join(' and ')
  const kept = `select from ${heldOf(table)} as kept where ${same}`
  await db.run(sql.raw(`delete from ${quoted(table.name)} as t where not exists (${kept})`))
}

type Batch = { readonly table: Table; readonly held: string; readonly lines: readonly string[] }

async function insertBatch(db: Queries, { table, held, lines }: Batch): Promise<void> {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ')
  const values = table.columns.map(fromJson).join(', ')
  const [before, after] = [
    `insert into ${held} (${names}) select ${values} from jsonb_array_elements(`,
    '::jsonb) as g (r)',
  ]
  await db.run(sql`${sql.raw(before)}${`[${lines.join(',')}]`}${sql.raw(after)}`)
}

function upsertText({ name, columns, primary_key: key }: Table, held: string): string {
  const names = columns.map((column) => quoted(column.name))
  const keys = key.map(quoted)
  const sets = names.filter((column) => !keys.includes(column)).map((column) => `${column} = excluded.${column}`)
  return `insert into ${quoted(name)} (${names.join(', ')}) select ${names.join(', ')} from ${held}
    on conflict (${keys.join(', ')}) do update set ${sets.join(', ')}`
}
