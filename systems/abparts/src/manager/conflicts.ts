import { join } from 'node:path'
import type { Session } from '../database/database.ts'
import { idSql } from '../move/warehouses.ts'
import { writeFileWhole } from '../backup/file.ts'
import { fractions } from './problems.ts'

/** Rows that came after the move and have no place in the old model, as JSON by table. */
export type Conflicts = Readonly<Record<string, readonly string[]>>

const queries: Readonly<Record<string, string>> = {
  transactions: `from transactions as t
    where not exists (select from inventory as i where ${idSql('opening', 'i.id')} = t.id and i.legacy_organization_id is not null)`,
  warehouses: `from warehouses as t where t.id <> ${idSql('warehouse', 't.organization_id', 't.name')}`,
  inventory: `from inventory as t join warehouses as w on w.id = t.warehouse_id
    where t.legacy_organization_id is null and exists (
      select from inventory as other left join warehouses as o on o.id = other.warehouse_id
      where other.part_id = t.part_id and other.id <> t.id
        and coalesce(other.legacy_organization_id, o.organization_id) = w.organization_id)`,
}

/** @throws ABP306 when quantities have fractions, which nothing may round */
export async function findConflicts(session: Session): Promise<Conflicts> {
  const [known] = await session.query(
    `select to_regclass('legacy_shape') is not null and to_regclass('transactions') is not null as is_moved`,
  )
  if (known?.['is_moved'] !== true) return {}
  await refuseFractions(session)
  const found: Record<string, readonly string[]> = {}
  for (const [table, from] of Object.entries(queries)) {
    const rows = await session.query(`select to_jsonb(t)::text as row ${from} order by t.id`)
    if (rows.length > 0) found[table] = rows.map(({ row }) => String(row))
  }
  return found
}

const quantities = [
  ['inventory', 'current_stock'],
  ['inventory', 'minimum_stock_recommendation'],
  ['supplier_order_items', 'quantity'],
  ['customer_order_items', 'quantity'],
  ['part_usage', 'quantity_used'],
  ['stock_adjustments', 'quantity_adjusted'],
] as const

async function refuseFractions(session: Session): Promise<void> {
  const places: string[] = []
  let count = 0
  for (const [table, column] of quantities) {
    const rows = await session.query(
      `select id::text as id, count(*) over () as n from ${table} where ${column} <> trunc(${column}) order by 1 limit 3`,
    )
    count += Number(rows[0]?.['n'] ?? 0)
    places.push(...rows.map(({ id }) => `${table}.${column} ${String(id)}`))
  }
  if (count > 0) throw fractions(count, places.slice(0, 3).join(', '))
}

export const countsOf = (conflicts: Conflicts): string =>
  Object.entries(conflicts)
    .map(([table, rows]) => `${rows.length} in ${table}`)
    .join(', ')

/** Writes the rows to a file, and then takes out those that would keep the old model from standing. */
export async function setAside(
  session: Session,
  conflicts: Conflicts,
  to: { directory: string; id: string },
): Promise<string> {
  const path = join(to.directory, `rollback_conflicts_${to.id}.json`)
  await writeFileWhole({ path }, async (file) => {
    const tables = Object.entries(conflicts).map(
      ([table, rows]) => `${JSON.stringify(table)}:[\n${rows.join(',\n')}\n]`,
    )
    await file.write(`{"migration_id":${JSON.stringify(to.id)},"tables":{\n${tables.join(',\n')}\n}}\n`)
  })
  for (const table of ['transactions', 'inventory'] as const) {
    const ids = (conflicts[table] ?? []).map((row) => String((JSON.parse(row) as { id: string }).id))
    if (ids.length > 0) await session.run(`delete from ${table} where id = any ($1::uuid[])`, [ids])
  }
  return path
}
