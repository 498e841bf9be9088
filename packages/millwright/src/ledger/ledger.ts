import type { Dialect } from '../dialects/dialect.ts'
import type { Connection, Queries } from '../kernel/connection.ts'
import { sql } from '../kernel/sql.ts'
import { countOf, type Row } from '../kernel/value.ts'
import { ledgerTooNew } from './problems.ts'

export const ledgerFormat = '1'

/** Whether this database already has a ledger. */
export async function hasLedger(dialect: Dialect, db: Queries): Promise<boolean> {
  return (await dialect.tableNames(db)).includes('millwright_meta')
}

/** Makes the ledger's tables where they are missing. @throws RUN104 for a ledger written by a newer version */
export async function ensureLedger(dialect: Dialect, db: Connection): Promise<void> {
  if (await hasLedger(dialect, db)) return checkFormat(db)
  await db.transaction(async (tx) => {
    for (const statement of dialect.ledgerTables) await tx.run(sql.raw(statement))
    await tx.run(
      sql`insert into millwright_meta (key, value) values ('format', ${ledgerFormat}) on conflict do nothing`,
    )
  })
}

export async function checkFormat(db: Queries): Promise<void> {
  const found = await readMeta(db, 'format')
  if (found !== undefined && Number(found) > Number(ledgerFormat)) throw ledgerTooNew(found, ledgerFormat)
}

/** Where the schema's hash is kept after each run, so that a change by hand shows. */
export const schemaMeta = 'schema'
/** Where the dialect's mark of that schema is kept; empty where it knows none. */
export const markMeta = 'schema-mark'

export const readMeta = async (db: Queries, key: string): Promise<string | undefined> =>
  (await db.get(sql`select value from millwright_meta where key = ${key}`))?.['value'] as string | undefined

export const writeMeta = async (db: Queries, key: string, value: string): Promise<void> => {
  await db.run(sql`insert into millwright_meta (key, value) values (${key}, ${value})
    on conflict (key) do update set value = excluded.value`)
}

/** A migration as the ledger remembers it. */
export type AppliedMigration = {
  readonly id: string
  readonly name: string
  readonly kind: 'sql' | 'code' | 'move'
  readonly checksum: string
  readonly parents: readonly string[]
  readonly content: string
  readonly appliedAt: string
  readonly run: string | undefined
  readonly ms: number
  readonly proved: boolean
}

/** Applied migrations in the order in which they were applied. `content` is left empty unless asked for. */
export async function readApplied(db: Queries): Promise<readonly AppliedMigration[]> {
  const rows = await db.all(sql`select id, name, kind, checksum, parents, '' as content, applied_at, run, ms, proved
    from millwright_migration order by seq`)
  return rows.map(appliedOf)
}

export async function readAppliedOne(db: Queries, id: string): Promise<AppliedMigration | undefined> {
  const row = await db.get(sql`select * from millwright_migration where id = ${id}`)
  return row === undefined ? undefined : appliedOf(row)
}

const appliedOf = (row: Row): AppliedMigration => ({
  id: row['id'] as string,
  name: row['name'] as string,
  kind: row['kind'] as AppliedMigration['kind'],
  checksum: row['checksum'] as string,
  parents: JSON.parse(row['parents'] as string) as string[],
  content: row['content'] as string,
  appliedAt: row['applied_at'] as string,
  run: (row['run'] as string | null) ?? undefined,
  ms: countOf(row['ms']),
  proved: row['proved'] === 1n,
})

/** Records a migration as applied; belongs into the transaction of its effects. */
export const recordApplied = async (tx: Queries, m: AppliedMigration): Promise<void> => {
  await tx.run(sql`insert into millwright_migration (id, seq, name, kind, checksum, parents, content, applied_at, run, ms, proved)
    values (${m.id}, (select coalesce(max(seq), 0) + 1 from millwright_migration), ${m.name}, ${m.kind}, ${m.checksum},
      ${JSON.stringify(m.parents)}, ${m.content}, ${m.appliedAt}, ${m.run ?? null}, ${m.ms}, ${m.proved ? 1 : 0})`)
}

export const forgetApplied = async (tx: Queries, id: string): Promise<void> => {
  await tx.run(sql`delete from millwright_migration where id = ${id}`)
}

export const markProved = async (tx: Queries, id: string, proved: boolean): Promise<void> => {
  await tx.run(sql`update millwright_migration set proved = ${proved ? 1 : 0} where id = ${id}`)
}
