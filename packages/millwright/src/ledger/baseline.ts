import type { Queries } from '../kernel/connection.ts'
import { readJson, storedJson } from '../kernel/json.ts'
import { sql } from '../kernel/sql.ts'

/** A value measured before a change, kept so that a resumed run compares with the same one. */
export type BaselineKey = { readonly run: string; readonly migration: string; readonly name: string }

export const writeBaseline = async (tx: Queries, key: BaselineKey, value: unknown): Promise<void> => {
  await tx.run(sql`insert into millwright_baseline (run, migration, name, value)
    values (${key.run}, ${key.migration}, ${key.name}, ${storedJson(value)}) on conflict do nothing`)
}

/** A value that is measured again, such as the answers of checks. */
export const replaceBaseline = async (tx: Queries, key: BaselineKey, value: unknown): Promise<void> => {
  await tx.run(sql`insert into millwright_baseline (run, migration, name, value)
    values (${key.run}, ${key.migration}, ${key.name}, ${storedJson(value)})
    on conflict (run, migration, name) do update set value = excluded.value`)
}

export async function readBaseline(db: Queries, key: BaselineKey): Promise<unknown> {
  const row = await db.get(sql`select value from millwright_baseline
    where run = ${key.run} and migration = ${key.migration} and name = ${key.name}`)
  return row === undefined ? undefined : readJson(row['value'] as string)
}
