import type { Session } from '../database/database.ts'
import type { StepName } from '../reports/steps.ts'

const records: readonly (readonly [StepName, string])[] = [
  ['migrate_organizations', 'organizations'],
  ['create_default_warehouses', 'warehouses'],
  ['migrate_users', 'users'],
  ['migrate_parts', 'parts'],
  ['migrate_machines', 'machines'],
  ['migrate_inventory', 'inventory'],
  ['create_initial_transactions', `transactions where reference_number like 'MIGRATION-%'`],
]

/** How many records each step finds as it left them. */
export async function unchangedCounts(session: Session): Promise<readonly (readonly [StepName, number])[]> {
  const counts: (readonly [StepName, number])[] = []
  for (const [name, from] of records)
    counts.push([name, Number((await session.query(`select count(*) as n from ${from}`))[0]?.['n'])])
  return counts
}
