import { protocolTables } from '../checks/phase.ts'
import { readCatalogue } from '../checks/schema/catalogue.ts'
import { expectedSchema } from '../checks/schema/expected.ts'
import { schemaResults } from '../checks/schema/rules.ts'
import type { Session } from '../database/database.ts'

/** Which of the five tables are there, with how many rows each. */
export async function tablesThere(session: Session): Promise<ReadonlyMap<string, number>> {
  const there = new Map<string, number>()
  for (const table of protocolTables) {
    const [known] = await session.query(`select to_regclass('${table}') is not null as is_known`)
    if (known?.['is_known'] !== true) continue
    there.set(table, Number((await session.query(`select count(*) as n from ${table}`))[0]?.['n']))
  }
  return there
}

/** As `3 in maintenance_protocols`, for the tables that hold any. */
export const rowWords = (there: ReadonlyMap<string, number>): readonly string[] =>
  [...there].filter(([, rows]) => rows > 0).map(([table, rows]) => `${rows} in ${table}`)

/** How the database differs from what the protocols need, beyond what does no harm. */
export async function differences(session: Session): Promise<readonly string[]> {
  const comparison = { found: await readCatalogue(session), expected: expectedSchema('protocols') }
  const harmful = schemaResults(comparison, 1000).filter(({ severity }) => severity !== 'info')
  const words = harmful.flatMap(({ check_name: name, details }) =>
    details.sample.map((one) => `${name.replace('schema_', '').replaceAll('_', ' ')}: ${String(one)}`),
  )
  return words.filter((one) => !/user_sessions|invitation_token/.test(one)) // a migration of their own brings these
}

/** What the old guide let people ask by hand after the upgrade. */
export type Inventory = {
  readonly tables: number
  readonly columns: number
  readonly added_columns: number
  readonly foreign_keys: number
  readonly indexes: number
  readonly rows: Readonly<Record<string, number>>
}

/** What is there when everything of the protocols is. */
export const wholeInventory = { tables: 5, columns: 53, added_columns: 2, foreign_keys: 12, indexes: 21 } as const

export async function takeInventory(session: Session): Promise<Inventory> {
  const list = protocolTables.map((table) => `'${table}'`).join(', ')
  const [row = {}] = await session.query(`select
    (select count(*) from pg_class where relname in (${list}) and relnamespace = current_schema()::regnamespace) as tables,
    (select count(*) from information_schema.columns where table_schema = current_schema() and table_name in (${list})) as columns,
    (select count(*) from information_schema.columns where table_schema = current_schema()
      and (table_name, column_name) in (('machines', 'machine_model'), ('machine_maintenance', 'execution_id'))) as added_columns,
    (select count(*) from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace
      and (conrelid::regclass::text in (${list}) or conname = 'fk_machine_maintenance_execution')) as foreign_keys,
    (select count(*) from pg_indexes where schemaname = current_schema() and tablename in (${list})) as indexes`)
  const number = (name: string): number => Number(row[name])
  return {
    tables: number('tables'),
    columns: number('columns'),
    added_columns: number('added_columns'),
    foreign_keys: number('foreign_keys'),
    indexes: number('indexes'),
    rows: Object.fromEntries(await tablesThere(session)),
  }
}
