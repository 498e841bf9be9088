import type { Queries, Transaction } from '../../kernel/connection.ts'
import { sql } from '../../kernel/sql.ts'
import type { Row } from '../../kernel/value.ts'
import { isTheirs } from './catalogue/theirs.ts'
import { type OrphanCount, orphans } from './orphans.ts'
import { newOrphans } from './problems.ts'
import { tableName } from './syntax.ts'

/** A foreign key as it is made again: `text` is its definition without the word that it need not hold. */
type ForeignKey = {
  readonly oid: bigint
  readonly table: string
  readonly name: string
  readonly text: string
  readonly isValid: boolean
}

/**
 * Runs work without foreign keys: they are taken away, and those whose table is still there are made again at its end.
 * Neither cascades nor dependencies stand in the way then, and the whole is one transaction. @throws DB211
 */
export const withoutForeignKeys =
  <T>(work: (tx: Transaction) => Promise<T>) =>
  async (tx: Transaction): Promise<T> => {
    const before = await orphans(tx)
    const keys = await foreignKeys(tx)
    for (const { table, name } of keys)
      await tx.run(sql`alter table ${sql.table(table)} drop constraint if exists ${sql.id(name)}`)
    const result = await work(tx)
    for (const key of await stillThere(tx, keys)) await make(tx, key)
    refuseNewOrphans(before, await orphans(tx))
    for (const key of keys.filter(({ isValid }) => isValid)) await validate(tx, key)
    return result
  }

async function foreignKeys(tx: Queries): Promise<readonly ForeignKey[]> {
  const rows = await tx.all(sql`select k.conrelid as oid, n.nspname as schema, c.relname as relation, k.conname as name,
      k.convalidated as valid, pg_catalog.pg_get_constraintdef(k.oid) as text, current_schema() as home
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and ${isTheirs} order by k.oid`)
  return rows.map(foreignKeyOf)
}

const foreignKeyOf = (row: Row): ForeignKey => ({
  oid: row['oid'] as bigint,
  table: tableName(String(row['schema']), String(row['relation']), String(row['home'])),
  name: String(row['name']),
  text: String(row['text']).replace(/ NOT VALID$/, ''),
  isValid: row['valid'] === true,
})

/** A table that was made anew under the same name says itself what it refers to. */
async function stillThere(tx: Queries, keys: readonly ForeignKey[]): Promise<readonly ForeignKey[]> {
  const oids = new Set((await tx.all(sql`select oid from pg_catalog.pg_class`)).map(({ oid }) => oid))
  return keys.filter(({ oid }) => oids.has(oid))
}

const make = async (tx: Queries, { table, name, text }: ForeignKey): Promise<void> => {
  await tx.run(sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(text)} not valid`)
}

const validate = async (tx: Queries, { table, name, oid }: ForeignKey): Promise<void> => {
  const found = await tx.get(sql`select 1 as one from pg_catalog.pg_constraint
    where conrelid = ${oid} and conname = ${name} and not convalidated`)
  if (found !== undefined) await tx.run(sql`alter table ${sql.table(table)} validate constraint ${sql.id(name)}`)
}

/** Rows that pointed at nothing before the work are not its fault; more of them are. @throws DB211 */
function refuseNewOrphans(before: readonly OrphanCount[], after: readonly OrphanCount[]): void {
  for (const { table, parent, rows } of after) {
    const known = before.find((count) => count.table === table && count.parent === parent)?.rows ?? 0
    if (rows > known) throw newOrphans(table, parent, rows - known)
  }
}
